//! Ask by hand and read the answer, whatever ends its body.
//!
//!     cargo run -p ch04-http --bin http-any-body -- [ADDR] [PATH] [METHOD]

use std::io::{self, BufReader, Write};
use std::{env, process, sync::mpsc, thread, time::Duration};

use ch04_http::framing::Framing;
use ch04_http::reach::connect;
use ch04_http::reading::{self, Result};

/// The time for all of it, however the server spreads its bytes.
const TIMEOUT: Duration = Duration::from_secs(5);

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let (addr, path) = (arg("127.0.0.1:7450"), arg("/trailer"));
    let method = arg("GET");

    let (done, result) = mpsc::channel();
    let to = addr.clone();
    thread::spawn(move || done.send(ask(&to, &path, &method)));
    let result = result.recv_timeout(TIMEOUT);
    if let Err(error) = result.unwrap_or(Err("timed out".into())) {
        eprintln!("http-any-body: {addr}: {error}");
        process::exit(1);
    }
}

fn ask(addr: &str, path: &str, method: &str) -> Result<()> {
    let said = [addr, path, method].concat();
    if addr.contains('%') || said.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err("only ASCII, no space and no zone can be sent".into());
    }
    let mut stream = BufReader::new(connect(addr, TIMEOUT)?);
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes())?;

    let head = reading::last_head(&mut stream, &mut Vec::new())?;
    let framing = Framing::of(method, &head)?;
    println!("{head}, {framing}");
    let (content, trailer) = reading::body(&mut stream, framing)?;
    io::stdout().write_all(&content)?;
    for line in trailer {
        println!("trailer: {line}");
    }
    Ok(())
}
