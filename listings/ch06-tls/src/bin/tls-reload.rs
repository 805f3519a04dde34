//! Serve, and change the certificate while it runs.
//!
//!     cargo run -p ch06-tls --bin tls-reload -- [ADDR] [CERT] [KEY] [CA]
//!
//! A line `CERT KEY` on standard input names the files to go on with.

use std::io::{self, BufRead, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use std::{env, process, thread};

use ch06_tls::current::Current;
use ch06_tls::{accept, expiry, files, why};
use rustls::crypto::ring;
use rustls::{ServerConfig, sign::CertifiedKey};

/// Whom this server is.
const NAME: &str = "good.example";

/// What to show, and how many days it is good for.
type Loaded = (Arc<CertifiedKey>, u64);

/// How long a client may take.
const TIMEOUT: Duration = Duration::from_secs(8);

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let mut args = env::args().skip(1);
    let mut next = |default: &str| args.next().unwrap_or(default.into());
    let addr = next("127.0.0.1:7603");
    let cert = next("target/lab/tls/good.pem");
    let key = next("target/lab/tls/good.key");
    let ca = next("target/lab/tls/ca.pem");
    if let Err(error) = run(&addr, &cert, &key, ca) {
        eprintln!("tls-reload: {addr}: {}", why(&error));
        process::exit(1);
    }
}

fn run(addr: &str, cert: &str, key: &str, ca: String) -> io::Result<()> {
    let (first, days) = load(cert, key, &ca)?;
    println!("serving {cert}, {days} days left");
    let current = Arc::new(Current::new(first));
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(current.clone());
    // As in `files::serving`.
    config.send_tls13_tickets = 0;
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    thread::spawn(move || reload_each(&current, &ca));
    let config = Arc::new(config);
    loop {
        match listener.accept() {
            Ok((stream, peer)) => {
                if let Err(e) = serve(stream, config.clone()) {
                    eprintln!("tls-reload: {peer}: {}", why(&e));
                }
            }
            Err(error) => {
                eprintln!("tls-reload: accept: {error}");
                // Descriptors may be back by then; nothing says when.
                thread::sleep(PAUSE);
            }
        }
    }
}

/// A line that names no good pair changes nothing.
fn reload_each(current: &Current, ca: &str) {
    for line in io::stdin().lock().split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(line.trim_ascii_end());
        let (cert, key) = line.split_once(' ').unwrap_or((&line, "no key"));
        match load(cert, key, ca) {
            Ok((new, days)) => {
                current.set(new);
                // Not before: whoever reads it may connect at once.
                println!("serving {cert}, {days} days left");
            }
            Err(error) => eprintln!("tls-reload: kept: {}", why(&error)),
        }
    }
}

fn load(cert: &str, key: &str, ca: &str) -> io::Result<Loaded> {
    let chain = files::certificates(cert)?;
    let left = expiry::left(&chain, NAME, files::roots(ca)?.into())?;
    let key = files::private_key(key)?;
    let pair = CertifiedKey::from_der(chain, key, &ring::default_provider())
        .map_err(io::Error::other)?;
    Ok((Arc::new(pair), (left.as_secs() + 43_200) / 86_400))
}

/// Sends back what the client says first.
fn serve(stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<()> {
    let mut tls = accept(stream, config, TIMEOUT)?;
    let mut buffer = [0; 4096];
    let n = tls.read(&mut buffer)?;
    tls.write_all(&buffer[..n])?;
    tls.conn.send_close_notify();
    tls.flush()
}
