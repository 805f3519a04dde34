//! A small web server: one page, many requests on a connection, a careful end.
//!
//!     cargo run -p ch04-http --bin http-server -- [ADDR]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::time::{Duration, Instant};
use std::{env, process, sync::Arc, thread};

use ch04_http::request;

/// The time for a request to come whole, for an answer to be taken, and for
/// a client to close.
const TIME: Duration = Duration::from_secs(5);
/// The longest head of a request, in bytes, and how many clients at a time.
const HEAD_LIMIT: usize = 16 * 1024;
const CLIENTS: usize = 1000;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7400".into());
    if let Err(error) = run(&addr) {
        eprintln!("http-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    // Each conversation holds a clone, so they can be counted.
    let clients = Arc::new(());
    loop {
        let Ok((stream, _)) = listener.accept() else {
            // Without descriptors it would fail again at once.
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        let client = Arc::clone(&clients);
        // One is the loop's own, and one this client's.
        if Arc::strong_count(&clients) <= CLIENTS + 1 {
            let serve = move || (converse(stream), client).0;
            // Where no thread can be had, the connection is closed.
            let _ = thread::Builder::new().spawn(serve);
        }
    }
}

fn converse(mut stream: TcpStream) -> io::Result<()> {
    stream.set_write_timeout(Some(TIME))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut goes_on = true;
    while goes_on && let Some(head) = read_head(&mut reader)? {
        let answered = answer(&head);
        stream.write_all(answered.0.as_bytes())?;
        goes_on = answered.1;
    }
    // RFC 9112 §9.6: what a client has sent and nobody has read would turn a
    // close into a reset, and that can take the answer away from the client.
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(TIME))?;
    let (mut rest, end) = (stream.take(1 << 20), Instant::now() + TIME);
    // The last read may begin right before the end, and wait as long again.
    while Instant::now() < end && rest.read(&mut [0; 8192])? > 0 {}
    Ok(())
}

/// A head with the empty line behind it, or nothing from a client that is
/// done, or that says too much.
fn read_head(reader: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let deadline = Instant::now() + TIME;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        // No time left is an error here.
        let left = deadline.saturating_duration_since(Instant::now());
        reader.get_ref().set_read_timeout(Some(left))?;
        let new = reader.fill_buf()?;
        let end = new.iter().position(|&b| b == b'\n');
        let n = end.map_or(new.len(), |end| end + 1);
        if n == 0 || head.len() + n > HEAD_LIMIT {
            return Ok(None);
        }
        head.extend(&new[..n]);
        reader.consume(n);
    }
    Ok(Some(head))
}

/// The answer, and whether the connection goes on behind it.
fn answer(head: &[u8]) -> (String, bool) {
    let (status, body, goes_on) = match request::parse(head) {
        Err(status) => (status, "", false),
        Ok(asked) => match (&*asked.method, &*asked.path) {
            ("GET" | "HEAD", "/") => ("200 OK", "hello\n", asked.persists),
            ("GET" | "HEAD", _) => ("404 Not Found", "none\n", asked.persists),
            _ => ("501 Not Implemented", "", asked.persists),
        },
    };
    let close = if goes_on { "" } else { "Connection: close\r\n" };
    let length = body.len();
    let is_head = head.trim_ascii_start().starts_with(b"HEAD ");
    let text = if is_head { "" } else { body };
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n");
    (format!("{head}{close}\r\n{text}"), goes_on)
}
