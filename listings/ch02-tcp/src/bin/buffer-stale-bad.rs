//! Show the whole buffer after a read. This is wrong: only `n` bytes are new.
//!
//!     cargo run -p ch02-tcp --bin buffer-stale-bad

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: buffer-stale-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("buffer-stale-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (mut receiver, _) = listener.accept()?;

    let mut buffer = [0; 7];
    for word in ["goodbye", "hi"] {
        sender.write_all(word.as_bytes())?;
        let n = receiver.read(&mut buffer)?;
        let text = String::from_utf8_lossy(&buffer);
        println!("sent {word:?}, read {n} bytes, took them for {text:?}");
    }
    Ok(())
}
