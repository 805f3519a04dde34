//! A connected UDP socket over IPv4 keeps the address that `connect` gave it:
//! when its host has another one instead, `send` fails, and a new socket's
//! does not; when the old address is back, so is the way.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, UdpSocket};

use trials::Measured;
use trials::net::{self, Device};

const OTHER: [u8; 4] = [192, 0, 2, 77];

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let to = receiver.local_addr()?;
    let connected = || -> io::Result<UdpSocket> {
        let socket = net.left.run(|| UdpSocket::bind("0.0.0.0:0"))?;
        socket.connect(to)?;
        Ok(socket)
    };
    let old = connected()?;
    let address = old.local_addr()?.ip();
    assert_eq!(old.send(b"hello")?, 5);

    net.left.no_address(Device::First, address, 24)?;
    let refused = || old.send(b"hello").map_err(|error| error.kind());
    assert_eq!(refused(), Err(ErrorKind::NetworkUnreachable));
    net.left.address(Device::First, IpAddr::from(OTHER), 24)?;
    assert_eq!(refused(), Err(ErrorKind::NetworkUnreachable));
    assert_eq!(connected()?.send(b"hello")?, 5);

    net.left.address(Device::First, address, 24)?;
    assert_eq!(old.send(b"hello")?, 5);
    Ok(())
}
