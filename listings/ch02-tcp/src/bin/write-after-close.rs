//! Write twice to a peer that has closed, and see which write fails.
//!
//!     cargo run -p ch02-tcp --bin write-after-close

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: write-after-close (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("write-after-close: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;

    server.write_all(b"goodbye")?;
    drop(server);
    println!("server  has said goodbye, and closed");

    for _ in 0..2 {
        read(&mut client);
    }
    for word in ["one", "two"] {
        write(&mut client, word);
    }
    Ok(())
}

fn read(stream: &mut TcpStream) {
    let mut buffer = [0; 1024];
    match stream.read(&mut buffer) {
        Ok(0) => println!("client  reads the end"),
        Ok(n) => {
            let text = String::from_utf8_lossy(&buffer[..n]);
            println!("client  reads {text:?}");
        }
        Err(error) => println!("client  reads nothing: {error}"),
    }
}

fn write(stream: &mut TcpStream, word: &str) {
    match stream.write(word.as_bytes()) {
        Ok(n) => println!("client  writes {word:?}: Ok, {n} bytes"),
        Err(error) => println!("client  writes {word:?}: {error}"),
    }
}
