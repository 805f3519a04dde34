//! Send three requests at once over one connection, and read three answers.
//!
//!     cargo run -p ch04-http --bin http-pipeline -- [ADDR]

use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::time::Duration;
use std::{env, process, sync::mpsc, thread};

use ch04_http::reach::connect;

/// The time for all of it, however the server spreads its bytes.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The most that is read of one head, and of one body, in bytes.
const LIMIT: u64 = 64 * 1024;

const REQUESTS: [&str; 3] = ["HEAD /hello", "GET /hello", "GET /json"];

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7450".into());

    // What is still at work when the time is over ends with the program.
    let (done, result) = mpsc::channel();
    let to = addr.clone();
    thread::spawn(move || done.send(ask(&to)));
    let result = result.recv_timeout(TIMEOUT);
    if let Err(error) = result.unwrap_or(Err("timed out".into())) {
        eprintln!("http-pipeline: {addr}: {error}");
        process::exit(1);
    }
}

fn ask(addr: &str) -> Result<()> {
    if addr.bytes().any(|b| !b.is_ascii_graphic() || b == b'%') {
        return Err("only ASCII, no space and no zone can be sent".into());
    }
    let requests = REQUESTS
        .map(|request| format!("{request} HTTP/1.1\r\nHost: {addr}\r\n\r\n"));
    let mut stream = connect(addr, TIMEOUT)?;
    stream.write_all(requests.concat().as_bytes())?;

    let mut reader = BufReader::new(stream);
    for request in REQUESTS {
        let (status, length) = read_head(reader.by_ref().take(LIMIT))?;
        // An answer to HEAD has the head of an answer to GET, and no body.
        let body = if request.starts_with("HEAD ") {
            0
        } else {
            length
        };
        let mut bytes = reader.by_ref().take(body);
        if io::copy(&mut bytes, &mut io::sink())? < body {
            return Err("the last answer was cut".into());
        }
        println!("{request}: {status}, length {length}, {body} bytes came");
    }
    Ok(())
}

/// The status and the length of the next answer but for announcements, whose
/// status begins with 1.
fn read_head(mut lines: impl BufRead) -> Result<(u16, u64)> {
    loop {
        let mut head = Vec::new();
        while lines.read_until(b'\n', &mut head)? > 2 {}
        let head = String::from_utf8_lossy(&head);
        match (status(&head), length(&head.to_ascii_lowercase())) {
            (Some(100..200), _) => {}
            (Some(status @ (204 | 304)), _) => return Ok((status, 0)),
            (Some(status), Some(length)) => return Ok((status, length)),
            _ => return Err("no whole head with a usable length".into()),
        }
    }
}

/// Three digits, the first of which says the class.
fn status(head: &str) -> Option<u16> {
    let line = head.strip_prefix("HTTP/1.1 ")?.strip_suffix("\r\n\r\n")?;
    let code = line.split([' ', '\r']).next().filter(|c| c.len() == 3)?;
    code.parse().ok().filter(|code| (100..600).contains(code))
}

/// One Content-Length and no Transfer-Encoding, or nobody knows where the
/// next answer begins.
fn length(head: &str) -> Option<u64> {
    // A line that begins with white space goes on with the one before.
    let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let names = [Some("content-length"), Some("transfer-encoding")];
    let named = |l: &&str| names.contains(&l.split([':', ' ', '\t']).next());
    let mut framing = head.lines().filter(named);
    let value = framing.next()?.strip_prefix("content-length:")?;
    // CR and LF end a line, as a pair. Below a space, only a tab may stand.
    let odd = head.replace("\r\n", "").contains(|c| c < ' ' && c != '\t');
    let plain = !odd && framing.next().is_none() && !value.contains('+');
    let length = value.trim_matches([' ', '\t']).parse().ok()?;
    (plain && length <= LIMIT).then_some(length)
}
