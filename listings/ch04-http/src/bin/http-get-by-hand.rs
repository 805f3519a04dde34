//! GET one path over a bare TCP stream, and show both messages as they are.
//!
//!     cargo run -p ch04-http --bin http-get-by-hand -- [ADDR] [PATH]

use std::error::Error;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};
use std::{env, process};

/// The time for all of it, however the server spreads its bytes.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest head, and the longest body, that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7450".into());
    let path = args.next().unwrap_or("/hello".into());

    if let Err(error) = get(&addr, &path) {
        eprintln!("http-get-by-hand: {addr}: {error}");
        process::exit(1);
    }
}

fn get(addr: &str, path: &str) -> Result<(), Box<dyn Error>> {
    // A line end in one of them would add lines to the request.
    if [addr, path].concat().bytes().any(|b| !b.is_ascii_graphic()) {
        return Err("only ASCII without spaces can go into a request".into());
    }
    let request = format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    let deadline = Instant::now() + TIMEOUT;
    // The first of the name's addresses that answers.
    let none = Err(io::Error::other("the name has no address"));
    let mut stream = addr.to_socket_addrs()?.fold(none, |tried, addr| {
        tried.or_else(|_| TcpStream::connect_timeout(&addr, left(deadline)?))
    })?;
    stream.write_all(request.as_bytes())?;
    print!("sent:\n{}", visible(&request));

    let mut reader = BufReader::new(Timed { stream, deadline });
    let mut head = String::new();
    // Up to the empty line, which is two bytes, or to the limit.
    let mut lines = reader.by_ref().take(LIMIT);
    while lines.read_line(&mut head)? > 2 {}
    if !head.ends_with("\r\n\r\n") {
        return Err("the answer's head does not end".into());
    }
    print!("received:\n{}", visible(&head));

    let length = body_length(&head).ok_or("no usable Content-Length")?;
    println!("and a body of {length} bytes:");
    match io::copy(&mut reader.take(length), &mut io::stdout())? {
        count if count < length => Err(format!("{count} bytes came").into()),
        _ => Ok(()),
    }
}

/// The text with its line ends shown, and still a line of it on a line.
fn visible(head: &str) -> String {
    head.escape_debug().to_string().replace("\\n", "\\n\n")
}

/// The time that is left, or an error where none is.
fn left(deadline: Instant) -> io::Result<Duration> {
    let left = deadline.checked_duration_since(Instant::now());
    left.ok_or_else(|| ErrorKind::TimedOut.into())
}

/// A stream whose reads share one deadline.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(left(self.deadline)?))?;
        match self.stream.read(buffer) {
            // Unix says that a resource is unavailable: the next byte.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                Err(ErrorKind::TimedOut.into())
            }
            result => result,
        }
    }
}

/// The length, where one Content-Length tells it. Chunks, and a body that
/// ends with the connection, are not understood here (RFC 9112 §6.3).
fn body_length(head: &str) -> Option<u64> {
    let head = head.to_ascii_lowercase();
    let says_length = |line: &&str| {
        let names = ["content-length:", "transfer-encoding:"];
        names.iter().any(|name| line.starts_with(name))
    };
    let mut fields = head.lines().filter(says_length);
    let value = fields.next()?.strip_prefix("content-length:")?.trim();
    let length = value.parse().ok().filter(|length| *length <= LIMIT)?;
    // A length is digits alone, and `parse` takes a plus sign as well.
    let plain = fields.next().is_none() && !value.starts_with('+');
    plain.then_some(length)
}
