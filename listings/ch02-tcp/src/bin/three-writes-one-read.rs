//! Write three times, read once, and see how many messages arrive.
//!
//!     cargo run -p ch02-tcp --bin three-writes-one-read

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: three-writes-one-read (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("three-writes-one-read: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (mut receiver, _) = listener.accept()?;

    write_three(&mut sender)?;
    read_once(&mut receiver)?;

    // Only the end of the stream is a boundary that the reader can see.
    drop(sender);
    read_once(&mut receiver)
}

fn write_three(stream: &mut TcpStream) -> io::Result<()> {
    for word in ["one", "two", "three"] {
        stream.write_all(word.as_bytes())?;
        println!("wrote {word:?}");
    }
    Ok(())
}

fn read_once(stream: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("one read returned {n} bytes: {text:?}");
    Ok(())
}
