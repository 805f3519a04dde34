//! A fixed port fails where the kernel has lent it to a client already.
//!
//!     cargo run -p ch01-basics --bin port-lent

use std::env;
use std::io::{self, ErrorKind};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: port-lent");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("port-lent: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let lent = client.local_addr()?;
    println!("a client was lent {lent}");

    report("TCP server there", TcpListener::bind(lent))?;
    // UDP has ports of its own: the same number is another door.
    report("UDP server there", UdpSocket::bind(lent))?;
    report("TCP server on port 0", TcpListener::bind("127.0.0.1:0"))
}

fn report<T>(what: &str, outcome: io::Result<T>) -> io::Result<()> {
    match outcome {
        Ok(_) => println!("{what}: bound"),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            println!("{what}: {error}");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}
