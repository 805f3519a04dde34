//! Two clients of one server port, and the four values that tell them apart.
//!
//!     cargo run -p ch01-basics --bin four-tuple

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: four-tuple");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("four-tuple: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let server = listener.local_addr()?;

    let mut first = TcpStream::connect(server)?;
    let mut second = TcpStream::connect(server)?;
    // The second writes first, so that only the tuples can tell them apart.
    second.write_all(b"I am the second\n")?;
    first.write_all(b"I am the first\n")?;
    drop((first, second));

    for _ in 0..2 {
        let (connection, _peer) = listener.accept()?;
        println!("{}", tuple(&connection)?);
        println!("  {}", read_line(connection)?);
    }
    Ok(())
}

/// Source address and port, destination address and port, as the client's
/// segments carry them.
fn tuple(connection: &TcpStream) -> io::Result<String> {
    let source = connection.peer_addr()?;
    let destination = connection.local_addr()?;
    Ok(format!("{source} to {destination}"))
}

/// What the client wrote before it closed, 100 bytes at most.
fn read_line(connection: TcpStream) -> io::Result<String> {
    let mut text = String::new();
    connection.take(100).read_to_string(&mut text)?;
    Ok(text.trim_end().to_string())
}
