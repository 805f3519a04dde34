//! A guard that judges the addresses and connects to one that it judged.
//!
//!     cargo run -p ch01-basics --bin host-check-good

use std::env;
use std::io;
use std::net::{IpAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::process;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

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
        eprintln!("usage: host-check-good");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("host-check-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let secret = TcpListener::bind("127.0.0.1:0")?;
    let port = secret.local_addr()?.port();
    for host in HOSTS {
        report(host, fetch(host, port, is_public));
    }
    println!("and where loopback is what is wanted:");
    report("127.1", fetch("127.1", port, |ip| ip.is_loopback()));
    Ok(())
}

fn report(host: &str, outcome: io::Result<TcpStream>) {
    match outcome {
        Ok(_) => println!("{host:<17} reached the secret service"),
        Err(error) => println!("{host:<17} {error}"),
    }
}

/// Resolves once, and never hands the name to anybody again.
fn fetch(
    host: &str,
    port: u16,
    may: fn(IpAddr) -> bool,
) -> io::Result<TcpStream> {
    let mut last = io::Error::other("refused: no address that may be used");
    for addr in (host, port).to_socket_addrs()? {
        if may(addr.ip().to_canonical()) {
            match TcpStream::connect_timeout(&addr, TIMEOUT) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
    }
    Err(last)
}

/// Of no group, and in no block that the registries keep from being reached
/// from anywhere. The few that may be, in the middle of one, are refused too.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !matches!(
            ip.octets(),
            [0 | 10 | 127 | 224..=255, ..]
                | [100, 64..=127, ..]
                | [169, 254, ..]
                | [172, 16..=31, ..]
                | [192, 168, ..]
                | [192, 0, 0 | 2, _]
                | [192, 88, 99, _]
                | [198, 18 | 19, ..]
                | [198, 51, 100, _]
                | [203, 0, 113, _]
        ),
        IpAddr::V6(ip) => match ip.segments() {
            [0x2001, ..=0x1ff | 0xdb8, ..] | [0x2002, ..] => false,
            [0x3fff, ..=0xfff, ..] => false,
            [first, ..] => (0x2000..=0x3fff).contains(&first),
        },
    }
}
