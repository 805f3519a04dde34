//! GET one path over a bare TCP stream, and show both messages as they are.
//!
//!     cargo run -p ch04-http --bin http-get-by-hand -- [ADDR] [PATH]

use std::error::Error;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};
use std::{env, process};

/// The time for the whole answer, however the server spreads its bytes.
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
    // A space or a line end in it would make another request of this one.
    if !path.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a path has no spaces and no control characters".into());
    }
    // The first of the name's addresses that answers.
    let none = Err(io::Error::other("the name has no address"));
    let mut stream = addr.to_socket_addrs()?.fold(none, |tried, addr| {
        tried.or_else(|_| TcpStream::connect_timeout(&addr, TIMEOUT))
    })?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {addr}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    print!("sent:\n{}", visible(&request));

    let deadline = Instant::now() + TIMEOUT;
    let mut reader = BufReader::new(Timed { stream, deadline });
    let mut head = String::new();
    let mut lines = reader.by_ref().take(LIMIT);
    while !head.ends_with("\r\n\r\n") {
        if lines.read_line(&mut head)? == 0 {
            return Err("the answer's head does not end".into());
        }
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

/// A stream whose reads share one deadline.
struct Timed {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Timed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.deadline.checked_duration_since(Instant::now());
        let left = left.ok_or(ErrorKind::TimedOut)?;
        self.stream.set_read_timeout(Some(left))?;
        self.stream
            .read(buffer)
            .map_err(|error| match error.kind() {
                // Unix says that a resource is unavailable: the next byte.
                ErrorKind::WouldBlock => ErrorKind::TimedOut.into(),
                _ => error,
            })
    }
}

/// Where the body ends, as far as this program can tell (RFC 9112 §6.3).
fn body_length(head: &str) -> Option<u64> {
    let mut length = None;
    for (name, value) in head.lines().filter_map(|l| l.split_once(':')) {
        match name.to_ascii_lowercase().as_str() {
            "content-length" if length.is_none() => {
                length = Some(value.trim().parse().ok()?);
            }
            "content-length" | "transfer-encoding" => return None,
            _ => {}
        }
    }
    length.filter(|length| *length <= LIMIT)
}
