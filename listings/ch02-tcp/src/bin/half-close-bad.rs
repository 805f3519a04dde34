//! Ask, and never say that this was all. Wrong; see half-close.
//!
//!     cargo run -p ch02-tcp --bin half-close-bad

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

/// The most that either side reads, in bytes.
const LIMIT: u64 = 4096;

/// How long the client waits for an answer.
const TIMEOUT: Duration = Duration::from_millis(200);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: half-close-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("half-close-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let serving = thread::spawn(move || count(&listener));

    let mut client = TcpStream::connect(addr)?;
    client.write_all(b"hello")?;
    println!("client  has written all that it has");

    // Without this, client and server would wait for each other for ever.
    client.set_read_timeout(Some(TIMEOUT))?;
    let mut answer = String::new();
    match client.take(LIMIT).read_to_string(&mut answer) {
        Ok(_) => println!("client  reads {answer:?}, then the end"),
        Err(error) => println!("client  reads nothing: {error}"),
    }
    // The client is gone by now, and that ends the server's wait.
    serving.join().expect("the server does not panic")
}

fn count(listener: &TcpListener) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    // This returns at the client's end, which does not come in its time.
    let counted = io::copy(&mut (&stream).take(LIMIT), &mut io::sink())?;
    let answer = format!("server counted {counted} bytes");
    stream.write_all(answer.as_bytes())
}
