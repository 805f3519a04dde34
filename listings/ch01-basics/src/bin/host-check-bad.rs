//! A guard that looks at the text of a host, and what walks past it.
//!
//!     cargo run -p ch01-basics --bin host-check-bad

use std::env;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::process;

/// What a stranger might ask a server to fetch from.
const HOSTS: [&str; 6] = [
    "127.0.0.1",
    "localhost",
    "127.1",
    "2130706433",
    "::ffff:127.0.0.1",
    "0.0.0.0",
];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: host-check-bad");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("host-check-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    // The service that nobody outside this host is meant to reach.
    let secret = TcpListener::bind("127.0.0.1:0")?;
    let port = secret.local_addr()?.port();
    for host in HOSTS {
        match fetch(host, port) {
            Ok(_) => println!("{host:<17} reached the secret service"),
            Err(error) => println!("{host:<17} {error}"),
        }
    }
    Ok(())
}

fn fetch(host: &str, port: u16) -> io::Result<TcpStream> {
    if host == "localhost" || host.starts_with("127.0.0.") {
        return Err(io::Error::other("refused"));
    }
    TcpStream::connect((host, port))
}
