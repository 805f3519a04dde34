//! Take each read for one message. This is wrong; see tcp-messages-good.
//!
//!     cargo run -p ch02-tcp --bin tcp-messages-bad

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

/// Three messages, each ended by a newline, as a slow link may cut them. The
/// last one is `adiós`, whose ó is two bytes.
const PIECES: [&[u8]; 3] = [b"hello\nhow a", b"re you?\nadi\xc3", b"\xb3s\n"];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: tcp-messages-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("tcp-messages-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (mut receiver, _) = listener.accept()?;

    for piece in PIECES {
        sender.write_all(piece)?;
        receive(&mut receiver)?;
    }
    Ok(())
}

fn receive(stream: &mut TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    let n = stream.read(&mut buffer)?;
    let message = String::from_utf8_lossy(&buffer[..n]);
    println!("a message: {message:?}");
    Ok(())
}
