//! Keep what was read until the byte comes that ends a message.
//!
//!     cargo run -p ch02-tcp --bin tcp-messages-good

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

/// Three messages, each ended by a newline, as a slow link may cut them. The
/// last one is `adiós`, whose ó is two bytes.
const PIECES: [&[u8]; 3] = [b"hello\nhow a", b"re you?\nadi\xc3", b"\xb3s\n"];

/// The most that is kept of a message that does not end, in bytes.
const LIMIT: usize = 4096;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: tcp-messages-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("tcp-messages-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (mut receiver, _) = listener.accept()?;

    let mut kept = Vec::new();
    for piece in PIECES {
        sender.write_all(piece)?;
        receive(&mut receiver, &mut kept)?;
    }
    Ok(())
}

fn receive(stream: &mut TcpStream, kept: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer)?;
    if n == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    kept.extend_from_slice(&buffer[..n]);
    while let Some(end) = kept.iter().position(|&byte| byte == b'\n') {
        let line: Vec<u8> = kept.drain(..=end).collect();
        let message = String::from_utf8_lossy(&line[..end]);
        println!("a message: {message:?}");
    }
    if kept.len() > LIMIT {
        return Err(io::Error::other("a message without an end"));
    }
    Ok(())
}
