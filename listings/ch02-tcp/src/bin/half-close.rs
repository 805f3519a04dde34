//! Say that there is no more to send, and read the answer all the same.
//!
//!     cargo run -p ch02-tcp --bin half-close

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process;
use std::thread;

/// The most that either side reads, in bytes.
const LIMIT: u64 = 4096;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: half-close (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("half-close: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let serving = thread::spawn(move || count(&listener));

    let mut client = TcpStream::connect(addr)?;
    client.write_all(b"hello")?;
    client.shutdown(Shutdown::Write)?;
    println!("client  has ended its direction");

    // Until the server ends the other one, this can still read.
    let mut answer = String::new();
    client.take(LIMIT).read_to_string(&mut answer)?;
    println!("client  reads {answer:?}, then the end");
    serving.join().expect("the server does not panic")
}

fn count(listener: &TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    // Nothing but the client's end tells the server that this is all.
    let counted = io::copy(&mut (&stream).take(LIMIT), &mut io::sink())?;
    let answer = format!("server counted {counted} bytes");
    stream.write_all(answer.as_bytes())
}
