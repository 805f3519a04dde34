//! What a Linux router prohibits is `HostUnreachable` over IPv4 and
//! `PermissionDenied` over IPv6.

use std::io::ErrorKind;
use std::net::TcpStream;

use trials::Measured;
use trials::net::{self, Answer};

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts_and_a_router()?;
    let right = &net.right;
    for (addr, wanted) in [
        (right.at(80), ErrorKind::HostUnreachable),
        (right.at_v6(80), ErrorKind::PermissionDenied),
    ] {
        net.router.no_way_to(addr.ip(), Answer::Prohibited)?;
        let outcome = net.left.run(|| TcpStream::connect(addr));
        let kind = outcome.map(drop).map_err(|error| error.kind());
        assert_eq!(kind, Err(wanted), "{addr}");
    }
    Ok(())
}
