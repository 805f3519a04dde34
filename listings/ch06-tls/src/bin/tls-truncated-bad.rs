//! Take the end of the stream for the end of the page. This is wrong; see
//! tls-truncated-good.
//!
//!     cargo run -p ch06-tls --bin tls-truncated-bad -- [ADDR] [PATH] [CA]

use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{Tls, close, connect, files, why};

/// How long all of it may take; nothing cuts the lookup of a name short.
const TIMEOUT: Duration = Duration::from_secs(8);

/// The longest answer that is read, in bytes.
const LIMIT: usize = 64 * 1024;

/// Whom the certificate has to name.
const NAME: &str = "good.example";

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let (addr, path) = (next("127.0.0.1:7650"), next("/cut"));
    let ca = next("target/lab/tls/ca.pem");

    match get(&addr, &path, &ca) {
        Ok(body) => println!("{}", body.trim_end().escape_debug()),
        Err(error) => {
            eprintln!("tls-truncated-bad: {addr}{path}: {}", why(&error));
            process::exit(1);
        }
    }
}

fn get(addr: &str, path: &str, ca: &str) -> io::Result<String> {
    let config = Arc::new(files::trusting(ca)?);
    let mut tls = connect(addr, NAME, config, TIMEOUT)?;
    let host = format!("Host: {NAME}\r\nConnection: close\r\n\r\n");
    tls.write_all(format!("GET {path} HTTP/1.1\r\n{host}").as_bytes())?;
    let answer = read_all(&mut tls)?;
    close(tls);
    let answer = String::from_utf8_lossy(&answer);
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.into());
    body.ok_or_else(|| io::Error::other("no head came"))
}

fn read_all(tls: &mut Tls) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while answer.len() <= LIMIT {
        match tls.read(&mut part) {
            Ok(0) => return Ok(answer),
            Ok(n) => answer.extend_from_slice(&part[..n]),
            // "The server has closed, so that was all."
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => {
                return Ok(answer);
            }
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(
        ErrorKind::InvalidData,
        "the answer is too long",
    ))
}
