//! With its zone a link-local address reaches the neighbor, without it
//! `connect` fails before anything is sent.

use std::io::ErrorKind;
use std::net::{Ipv6Addr, SocketAddrV6, TcpListener, TcpStream};

use trials::Measured;
use trials::net::{self, Device};

const NEIGHBOR: Ipv6Addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 7);

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts()?;
    net.right.address(Device::First, NEIGHBOR.into(), 64)?;
    let listener = net.right.run(|| TcpListener::bind("[::]:0"))?;
    let port = listener.local_addr()?.port();

    let zone = Device::First.index();
    let whole = SocketAddrV6::new(NEIGHBOR, port, 0, zone);
    let client = net.left.run(|| TcpStream::connect(whole))?;
    assert_eq!(client.peer_addr()?, whole.into());

    let tap = net.left.tap()?;
    let without = SocketAddrV6::new(*whole.ip(), port, 0, 0);
    let outcome = net.left.run(|| TcpStream::connect(without));
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::InvalidInput));
    let syns = tap.finish();
    let syn = |packet: &&Vec<u8>| packet.get(40 + 13) == Some(&0x02);
    assert_eq!(syns.iter().filter(syn).count(), 0);
    Ok(())
}
