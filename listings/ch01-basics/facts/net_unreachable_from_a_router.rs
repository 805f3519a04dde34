//! `NetworkUnreachable` from `connect` may be a router's answer: a packet
//! was sent, over IPv4 as over IPv6, and came to a router without a route.
//!
//! Where it is one's own kernel that has no route, nothing is sent.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream};

use trials::Measured;
use trials::net::{self, Host};

/// An IPv4 and an IPv6 address of which the router knows nothing.
const ELSEWHERE: [&str; 2] = ["203.0.113.1:80", "[2001:db8:3::1]:80"];

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let with_router = net::two_hosts_and_a_router()?;
    let without = net::two_hosts()?;
    for addr in ELSEWHERE {
        let addr: SocketAddr = addr.parse()?;
        let (kind, sent) = connect(&with_router.left, addr)?;
        assert_eq!(kind, Some(ErrorKind::NetworkUnreachable));
        assert!(sent > 0, "{addr}: nothing was sent");

        let (kind, sent) = connect(&without.left, addr)?;
        assert_eq!((kind, sent), (Some(ErrorKind::NetworkUnreachable), 0));
    }
    Ok(())
}

/// How `connect` failed, and how many packets were sent to the address.
fn connect(
    host: &Host,
    addr: SocketAddr,
) -> Measured<(Option<ErrorKind>, usize)> {
    let tap = host.tap()?;
    let outcome = host.run(|| TcpStream::connect(addr));
    let packets = tap.finish();
    let to_addr = packets.iter().filter(|packet| {
        trials::wire::dissect(packet).dst() == Some(addr.ip())
    });
    Ok((outcome.err().map(|error| error.kind()), to_addr.count()))
}
