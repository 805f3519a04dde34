//! HTTP: a request as bytes, the same through ureq, and what can go wrong.
//!
//!     cargo run -p ch04-http

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;
use std::{env, process, thread};

use ureq::{Agent, Error};

/// Longer than any of the answers takes, on a busy machine too.
const TIMEOUT: Duration = Duration::from_secs(5);
/// For the answer that never comes.
const SHORT: Duration = Duration::from_millis(300);
/// The longest message that is read by hand, in bytes.
const LIMIT: u64 = 16 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch04-http (the tour takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch04-http: {error}");
        process::exit(1);
    }
}

fn tour() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    thread::spawn(move || serve(&listener));
    get_by_hand(addr)?;

    let config = Agent::config_builder().timeout_global(Some(TIMEOUT));
    let agent = config.proxy(None).build().new_agent();
    post_json(&agent, addr)?;
    for path in ["/hello", "/visits", "/visits", "/none", "/silent"] {
        if let Err(error) = get(&agent, addr, path) {
            println!("GET {path}: {error}");
        }
    }
    Ok(())
}

fn get_by_hand(addr: SocketAddr) -> io::Result<()> {
    let mut stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.write_all(b"GET /hello HTTP/1.1\r\nHost: tour\r\n\r\n")?;
    let answer = io::read_to_string(stream.take(LIMIT))?;
    println!("by hand: {answer:?}");
    Ok(())
}

fn get(agent: &Agent, addr: SocketAddr, path: &str) -> Result<(), Error> {
    let timeout = if path == "/silent" { SHORT } else { TIMEOUT };
    let request = agent.get(format!("http://{addr}{path}")).config();
    let mut response = request.timeout_global(Some(timeout)).build().call()?;
    let text = response.body_mut().read_to_string()?;
    println!("GET {path}: {}, {text:?}", response.status());
    Ok(())
}

fn post_json(agent: &Agent, addr: SocketAddr) -> Result<(), Error> {
    let request = agent.post(format!("http://{addr}/echo"));
    let mut response = request.send_json([1, 2, 3])?;
    let numbers: Vec<i32> = response.body_mut().read_json()?;
    println!("POST /echo: the numbers {numbers:?} came back");
    Ok(())
}

/// Answers one request a connection, one connection at a time.
fn serve(listener: &TcpListener) {
    for stream in listener.incoming().flatten() {
        // A client that is gone is no reason to stop serving.
        let _ = answer(&stream);
    }
}

fn answer(mut stream: &TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream).take(LIMIT);
    let mut head = String::new();
    // The head ends with an empty line, which is two bytes.
    while reader.read_line(&mut head)? > 2 {}
    let length = head.lines().find_map(content_length);
    let body = io::read_to_string(reader.by_ref().take(length.unwrap_or(0)))?;

    let (status, text) = match head.split(' ').nth(1) {
        Some("/hello") => ("200 OK", "hello, world"),
        Some("/echo") => ("200 OK", body.as_str()),
        Some("/visits") if head.contains("visits=1") => ("200 OK", "again"),
        Some("/visits") => ("200 OK\r\nSet-Cookie: visits=1", "welcome"),
        // Says nothing, until the client has gone.
        Some("/silent") => return reader.read_exact(&mut [0]),
        _ => ("404 Not Found", ""),
    };
    let length = format!("Content-Length: {}", text.len());
    let head = format!("HTTP/1.1 {status}\r\n{length}\r\nConnection: close");
    stream.write_all(format!("{head}\r\n\r\n{text}").as_bytes())
}

/// A field's name is the same in any case.
fn content_length(line: &str) -> Option<u64> {
    let (name, value) = line.split_once(':')?;
    let named = name.eq_ignore_ascii_case("content-length");
    named.then(|| value.trim().parse().ok())?
}
