//! Wrong: it tries each silent port three times.

use std::env;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::ops::RangeInclusive;
use std::process;
use std::time::Duration;

/// How long an answer is waited for, at each port.
const PATIENCE: Duration = Duration::from_millis(250);

fn main() {
    let mut args = env::args().skip(1);
    let host = args.next().unwrap_or("127.0.0.1".into());
    let range = args.next().unwrap_or("7200-7209".into());
    let Some((host, ports)) = parse(&host, &range) else {
        eprintln!("usage: port-02-scanner [ADDRESS [FIRST-LAST]]");
        process::exit(2);
    };
    for port in ports {
        println!("{port} {}", state(SocketAddr::new(host, port)));
    }
}

/// An address, and ports of which the first is not above the last.
fn parse(host: &str, range: &str) -> Option<(IpAddr, RangeInclusive<u16>)> {
    let (first, last) = range.split_once('-')?;
    let (first, last) = (number(first)?, number(last)?);
    let host = host.parse().ok()?;
    (first <= last).then_some((host, first..=last))
}

/// A port's number: digits and nothing else, of which `parse` takes more.
fn number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits)
}

fn silence() -> io::Result<TcpStream> {
    Err(ErrorKind::TimedOut.into())
}

/// What a connection attempt says of a port.
fn state(addr: SocketAddr) -> &'static str {
    let tries = (0..3).map(|_| TcpStream::connect_timeout(&addr, PATIENCE));
    let answered = |tried: &io::Result<TcpStream>| match tried {
        Ok(_) => true,
        Err(error) => error.kind() == ErrorKind::ConnectionRefused,
    };
    match tries.into_iter().find(answered).unwrap_or(silence()) {
        Ok(_) => "open",
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => "closed",
        Err(_) => "filtered",
    }
}
