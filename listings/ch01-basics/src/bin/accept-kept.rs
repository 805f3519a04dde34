//! An accepted socket lives as long as its owner: `_` owns nothing.
//!
//!     cargo run -p ch01-basics --bin accept-kept

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: accept-kept");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("accept-kept: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    dropped(&listener)?;
    kept(&listener)
}

fn dropped(listener: &TcpListener) -> io::Result<()> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (_, peer) = listener.accept()?;
    println!("accepted {peer} as _");
    println!("  the client reads {:?}", read_all(client)?);
    Ok(())
}

fn kept(listener: &TcpListener) -> io::Result<()> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (mut accepted, peer) = listener.accept()?;
    println!("accepted {peer} as a variable");
    accepted.write_all(b"hello")?;
    drop(accepted);
    println!("  the client reads {:?}", read_all(client)?);
    Ok(())
}

/// What arrives until the other side closes, 100 bytes at most.
fn read_all(client: TcpStream) -> io::Result<String> {
    let mut text = String::new();
    client.take(100).read_to_string(&mut text)?;
    Ok(text)
}
