//! GET one path over a bare TCP stream, and show both messages as they are.
//!
//!     cargo run -p ch04-http --bin http-get-by-hand -- [ADDR] [PATH]

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::{env, process, sync::mpsc, thread, time::Duration};

use ch04_http::reach::connect;

/// The time for all of it, however the server spreads its bytes.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The most that is read of heads, and of a body, in bytes.
const LIMIT: u64 = 1024 * 1024;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7450".into());
    let path = args.next().unwrap_or("/hello".into());

    // What is still at work when the time is over ends with the program.
    let (done, result) = mpsc::channel();
    let to = addr.clone();
    thread::spawn(move || done.send(get(&to, &path)));
    let result = result.recv_timeout(TIMEOUT);
    if let Err(error) = result.unwrap_or(Err("timed out".into())) {
        eprintln!("http-get-by-hand: {addr}: {error}");
        process::exit(1);
    }
}

fn get(addr: &str, path: &str) -> Result<()> {
    // A line end in one of them would add lines to the request.
    if [addr, path].concat().bytes().any(|b| !b.is_ascii_graphic()) {
        return Err("only ASCII without spaces can go into a request".into());
    }
    // A zone, as in [fe80::1%2]:80, means something to this machine alone.
    let (host, zone) = addr.split_once('%').unwrap_or((addr, ""));
    let port = zone.trim_start_matches(|c| c != ']');
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}{port}\r\n\r\n");
    let mut stream = BufReader::new(connect(addr, TIMEOUT)?);
    stream.get_mut().write_all(request.as_bytes())?;
    print!("sent:\n{}", visible(request.as_bytes()));

    let length = read_heads(stream.by_ref().take(LIMIT))?
        .ok_or("no usable Content-Length")?;
    println!("and a body of {length} bytes:");
    let count = io::copy(&mut stream.take(length), &mut io::stdout())?;
    let whole = (count == length).then_some(());
    Ok(whole.ok_or(format!("only {count} bytes came"))?)
}

/// Reads heads up to the answer's own, for any number with a status that
/// begins with 1 may come before it (RFC 9110 §15.2). The body's length.
fn read_heads(mut lines: impl BufRead) -> Result<Option<u64>> {
    loop {
        let mut head = Vec::new();
        // Up to the empty line, which is two bytes, or to the limit.
        while lines.read_until(b'\n', &mut head)? > 2 {}
        if !head.ends_with(b"\r\n\r\n") {
            return Err("the answer's head does not end".into());
        }
        print!("received:\n{}", visible(&head));
        // Heads are bytes: what is no text in one becomes an odd character.
        let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let code = text.get(7..13).filter(|_| head.starts_with(b"HTTP/1."));
        let code = code.and_then(|c| c.strip_suffix([' ', '\r']));
        let code = code.filter(|c| c.starts_with(|d: char| d.is_ascii_digit()));
        match code.and_then(|c| c[1..].strip_prefix(' ')?.parse().ok()) {
            Some(100..200) => {}
            Some(204 | 304) => return Ok(Some(0)),
            Some(200..600) => return Ok(body_length(&text)),
            _ => return Err("no usable status".into()),
        }
    }
}

/// The text with its line ends shown, and still a line of it on a line.
fn visible(head: &[u8]) -> String {
    head.escape_ascii().to_string().replace("\\n", "\\n\n")
}

/// The length, where one Content-Length tells it. Chunks, and a body that
/// ends with the connection, are not understood here (RFC 9112 §6.3).
fn body_length(head: &str) -> Option<u64> {
    // A line that begins with white space goes on with the one before.
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let names = [Some("content-length"), Some("transfer-encoding")];
    let named = |l: &&str| names.contains(&l.split([':', ' ', '\t']).next());
    let mut framing = head.lines().filter(named);
    let value = framing.next()?.strip_prefix("content-length:")?;
    // CR and LF end a line, as a pair. Below a space, only a tab may stand.
    let odd = head.replace("\r\n", "").contains(|c| c < ' ' && c != '\t');
    // A length is digits alone, and `parse` takes a plus sign as well.
    let plain = !odd && framing.next().is_none() && !value.contains('+');
    let length = value.trim_matches([' ', '\t']).parse();
    length.ok().filter(|length| plain && *length <= LIMIT)
}
