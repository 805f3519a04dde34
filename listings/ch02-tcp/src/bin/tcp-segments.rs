//! Write once what no single packet of an Ethernet carries, and read it all.
//!
//!     cargo run -p ch02-tcp --bin tcp-segments

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

const SIZE: usize = 4000;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: tcp-segments (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("tcp-segments: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (receiver, _) = listener.accept()?;

    sender.write_all(&[b'.'; SIZE])?;
    println!("one write of {SIZE} bytes");
    // The end of the stream: the reader's loop needs one.
    drop(sender);
    read_to_end(receiver)
}

fn read_to_end(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; SIZE];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            println!("read {total} bytes until the end of the stream");
            return Ok(());
        }
        total += n;
    }
}
