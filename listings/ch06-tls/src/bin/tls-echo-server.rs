//! Send back what each client sends, inside TLS.
//!
//!     cargo run -p ch06-tls --bin tls-echo-server -- [ADDR] [CERT] [KEY]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process, thread};

use ch06_tls::{accept, close_after, files, why};
use rustls::ServerConfig;

/// How long a client may stay, from its connection to its last byte: the next
/// one waits for it.
const TIMEOUT: Duration = Duration::from_secs(8);

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let addr = next("127.0.0.1:7601");
    let cert = next("target/lab/tls/good.pem");
    let key = next("target/lab/tls/good.key");
    if let Err(error) = run(&addr, &cert, &key) {
        eprintln!("tls-echo-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str, cert: &str, key: &str) -> io::Result<()> {
    let config = files::serving(cert, key)?;
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        match listener.accept() {
            Ok((stream, peer)) => match echo(stream, config.clone()) {
                Ok(total) => println!("{peer}: {total} bytes"),
                Err(e) => eprintln!("tls-echo-server: {peer}: {}", why(&e)),
            },
            Err(error) => {
                eprintln!("tls-echo-server: accept: {error}");
                // Descriptors may be back by then; nothing says when.
                thread::sleep(PAUSE);
            }
        }
    }
}

fn echo(stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<u64> {
    let mut tls = accept(stream, config, TIMEOUT)?;
    let mut buffer = [0; 4096];
    let mut total = 0;
    loop {
        let n = tls.read(&mut buffer)?;
        if n == 0 {
            close_after(tls);
            return Ok(total);
        }
        tls.write_all(&buffer[..n])?;
        total += n as u64;
    }
}
