//! Where IPv6 is switched off, `connect` to an IPv6 address ends in
//! `AddrNotAvailable`: the host has no address to send from.

use std::io::ErrorKind;
use std::net::{Ipv6Addr, SocketAddr, TcpStream};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let host = net::host()?;
    let near = SocketAddr::from((Ipv6Addr::LOCALHOST, 7100));
    let far =
        SocketAddr::from((Ipv6Addr::from_bits(0x2001_0db8 << 96 | 9), 7100));
    let kind = |addr: SocketAddr| {
        let outcome = host.run(|| TcpStream::connect(addr));
        outcome.map(drop).map_err(|error| error.kind())
    };
    assert_eq!(kind(near), Err(ErrorKind::ConnectionRefused));
    assert_eq!(kind(far), Err(ErrorKind::NetworkUnreachable));

    host.set("ipv6/conf/all/disable_ipv6", "1")?;
    for addr in [near, far] {
        assert_eq!(kind(addr), Err(ErrorKind::AddrNotAvailable), "{addr}");
    }
    Ok(())
}
