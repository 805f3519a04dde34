//! Bound the whole: every read gets what is left of one deadline.
//!
//!     cargo run -p ch02-tcp --bin deadline-good

use std::env;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How long all reads together may take.
const TIMEOUT: Duration = Duration::from_millis(400);

/// How long the server waits before each byte.
const PAUSE: Duration = Duration::from_millis(25);

/// The longest line that the client takes, in bytes.
const LIMIT: u64 = 4096;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: deadline-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("deadline-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let stream = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    thread::spawn(move || drip(server));

    let deadline = Instant::now() + TIMEOUT;
    let client = WithDeadline { stream, deadline };
    let mut line = String::new();
    match BufReader::new(client.take(LIMIT)).read_line(&mut line) {
        Ok(n) => println!("client  read {n} bytes, and none too late"),
        Err(error) => println!("client  gave up: {error}"),
    }
    Ok(())
}

/// A stream whose reads share a deadline.
struct WithDeadline {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for WithDeadline {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let now = Instant::now();
        let left = self.deadline.saturating_duration_since(now);
        // A timeout of zero would be refused as invalid input.
        if left.is_zero() {
            return Err(late());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream
            .read(buffer)
            .map_err(|error| match error.kind() {
                // The one on Unix, the other on Windows.
                ErrorKind::WouldBlock | ErrorKind::TimedOut => late(),
                _ => error,
            })
    }
}

fn late() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "the deadline has passed")
}

/// One byte now and then, and never the end of a line.
fn drip(mut stream: TcpStream) -> io::Result<()> {
    loop {
        // Slowness is what this peer is for; nobody is waited for.
        thread::sleep(PAUSE);
        stream.write_all(b".")?;
    }
}
