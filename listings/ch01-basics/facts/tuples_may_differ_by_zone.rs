//! Two connections of one host may have the same addresses and the same
//! ports, where those are link-local addresses of two links.

use std::io;
use std::net::{Ipv6Addr, SocketAddrV6, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};
use trials::Measured;
use trials::net::{self, Device};

const OWN: Ipv6Addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 1);
const NEIGHBOR: Ipv6Addr = Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 7);

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts_and_a_router()?;
    // The router is between two links, with a neighbor of one name on each.
    let listen = |port| TcpListener::bind((Ipv6Addr::UNSPECIFIED, port));
    net.left.address(Device::First, NEIGHBOR.into(), 64)?;
    net.right.address(Device::First, NEIGHBOR.into(), 64)?;
    let left = net.left.run(|| listen(0))?;
    let port = left.local_addr()?.port();
    let right = net.right.run(|| listen(port))?;

    let connect = |device: Device, from| {
        let at = |ip, port| SocketAddrV6::new(ip, port, 0, device.index());
        net.router.address(device, OWN.into(), 64)?;
        net.router.run(|| {
            let socket = Socket::new(Domain::IPV6, Type::STREAM, None)?;
            socket.bind(&at(OWN, from).into())?;
            socket.connect(&at(NEIGHBOR, port).into())?;
            io::Result::Ok(TcpStream::from(socket))
        })
    };
    let one = connect(Device::First, 0)?;
    let other = connect(Device::Second, one.local_addr()?.port())?;
    for ends in [TcpStream::local_addr, TcpStream::peer_addr] {
        let (one, other) = (ends(&one)?, ends(&other)?);
        assert_eq!((one.ip(), one.port()), (other.ip(), other.port()));
        assert_ne!(one, other, "not by their zones");
    }
    // Each has reached another host.
    left.accept()?;
    right.accept()?;
    Ok(())
}
