//! Wrong: expects its arguments to be right.

use std::env;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::ops::RangeInclusive;
use std::time::Duration;

/// How long an answer is waited for, at each port.
const PATIENCE: Duration = Duration::from_millis(250);

fn main() {
    let mut args = env::args().skip(1);
    let host = args.next().unwrap();
    let range = args.next().unwrap();
    let (host, ports) = parse(&host, &range);
    for port in ports {
        println!("{port} {}", state(SocketAddr::new(host, port)));
    }
}

fn parse(host: &str, range: &str) -> (IpAddr, RangeInclusive<u16>) {
    let (first, last) = range.split_once('-').unwrap();
    let first = first.parse().unwrap();
    (host.parse().unwrap(), first..=last.parse().unwrap())
}

/// What a connection attempt says of a port.
fn state(addr: SocketAddr) -> &'static str {
    match TcpStream::connect_timeout(&addr, PATIENCE) {
        Ok(_) => "open",
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => "closed",
        Err(_) => "filtered",
    }
}
