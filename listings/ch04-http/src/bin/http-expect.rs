//! Ask whether a body is wanted before it is sent.
//!
//!     cargo run -p ch04-http --bin http-expect -- [ADDR] [PATH] [BYTES]

use std::error::Error;
use std::io::{self, BufReader, Read, Write};
use std::net::TcpStream;
use std::{env, process, sync::mpsc, thread, time::Duration};

use ch04_http::framing::Framing;
use ch04_http::reach::connect;
use ch04_http::reading::{self, Result};

/// The time for all of it, and how long the server's word is waited for.
const TIMEOUT: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(2);

fn main() {
    let mut args = env::args().skip(1);
    let mut arg = |or: &str| args.next().unwrap_or(or.into());
    let (addr, path, bytes) = (arg("127.0.0.1:7450"), arg("/echo"), arg("5"));

    let (done, result) = mpsc::channel();
    let to = addr.clone();
    thread::spawn(move || done.send(post(&to, &path, &bytes)));
    let result = result.recv_timeout(TIMEOUT);
    if let Err(error) = result.unwrap_or(Err("timed out".into())) {
        eprintln!("http-expect: {addr}: {error}");
        process::exit(1);
    }
}

fn post(addr: &str, path: &str, bytes: &str) -> Result<()> {
    let said = [addr, path].concat();
    if addr.contains('%') || said.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err("only ASCII, no space and no zone can be sent".into());
    }
    // RFC 9110 §10.1.1 forbids to ask for nothing.
    let count: u32 = bytes
        .parse()
        .ok()
        .filter(|count| *count > 0)
        .ok_or("BYTES: a number, one at least")?;
    let mut stream = BufReader::new(connect(addr, TIMEOUT)?);
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {addr}\r\n\
         Content-Length: {count}\r\nExpect: 100-continue\r\n\r\n"
    );
    stream.get_mut().write_all(head.as_bytes())?;

    let mut begun = Vec::new();
    stream.get_ref().set_read_timeout(Some(PATIENCE))?;
    let mut word = reading::head(&mut stream, &mut begun);
    // Other announcements, such as 103, do not ask for the body.
    while matches!(&word, Ok(w) if w.is_interim() && w.status != 100) {
        word = reading::head(&mut stream, &mut begun);
    }
    // From now on the time for all of it is the only limit.
    stream.get_ref().set_read_timeout(None)?;
    let (answer, sent) = match word {
        // Whoever has this answer has no use for the body.
        Ok(answer) if !answer.is_interim() => (answer, 0),
        Err(error) if !is_timeout(&*error) => return Err(error),
        wanted => {
            match wanted {
                Ok(word) => println!("{word}: the body is wanted"),
                Err(_) => println!("no word for two seconds: sent unasked"),
            }
            send(stream.get_mut(), count)?;
            (reading::last_head(&mut stream, &mut begun)?, count)
        }
    };
    let framing = Framing::of("POST", &answer)?;
    let content = reading::body(&mut stream, framing)?.0.len();
    println!("{answer}: {sent} bytes sent, {content} came");
    Ok(())
}

fn send(stream: &mut TcpStream, count: u32) -> Result<()> {
    let body = io::repeat(b'x').take(count.into());
    io::copy(&mut BufReader::new(body), stream)?;
    Ok(())
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let kind = error.downcast_ref().map(io::Error::kind);
    let kinds = [io::ErrorKind::WouldBlock, io::ErrorKind::TimedOut];
    kind.is_some_and(|kind| kinds.contains(&kind))
}
