//! Bound each read and not the whole. This is wrong; see deadline-good.
//!
//!     cargo run -p ch02-tcp --bin deadline-bad

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How long a read may take.
const TIMEOUT: Duration = Duration::from_millis(400);

/// How long the server waits before each byte.
const PAUSE: Duration = Duration::from_millis(25);

/// The longest line that the client takes, in bytes.
const LIMIT: u64 = 24;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: deadline-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("deadline-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    thread::spawn(move || drip(server));

    let begun = Instant::now();
    match read_line(client) {
        Ok(n) => println!("client  read {n} bytes, and none too late"),
        Err(error) => println!("client  gave up: {error}"),
    }
    let over = begun.elapsed() > TIMEOUT;
    println!("client  waited longer than its timeout: {over}");
    Ok(())
}

fn read_line(stream: TcpStream) -> io::Result<usize> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    let mut line = String::new();
    BufReader::new(stream.take(LIMIT)).read_line(&mut line)
}

/// One byte now and then, and never the end of a line.
fn drip(mut stream: TcpStream) -> io::Result<()> {
    loop {
        // Slowness is what this peer is for; nobody is waited for.
        thread::sleep(PAUSE);
        stream.write_all(b".")?;
    }
}
