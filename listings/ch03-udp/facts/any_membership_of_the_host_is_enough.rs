//! On Linux a socket at `0.0.0.0` hears a group on its port as long as any
//! socket of its host has joined, also one that has left or never joined,
//! unless it switches `IP_MULTICAST_ALL` off.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};
use trials::Measured;

const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 73, 2);
const BY: Ipv4Addr = Ipv4Addr::LOCALHOST;

fn bind(port: u16, all: bool) -> Measured<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_multicast_all_v4(all)?;
    let any = (Ipv4Addr::UNSPECIFIED, port);
    socket.bind(&SocketAddr::from(any).into())?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(socket.into())
}

pub fn run() -> Measured {
    let member = bind(0, false)?;
    let port = member.local_addr()?.port();
    let left = bind(port, true)?;
    let never = bind(port, true)?;
    let careful = bind(port, false)?;
    for socket in [&member, &left, &careful] {
        socket.join_multicast_v4(&GROUP, &BY)?;
    }
    for socket in [&left, &careful] {
        socket.leave_multicast_v4(&GROUP, &BY)?;
    }

    let sender = UdpSocket::bind((BY, 0))?;
    SockRef::from(&sender).set_multicast_if_v4(&BY)?;
    sender.send_to(b"hello", (GROUP, port))?;
    for socket in [&member, &left, &never] {
        assert_eq!(socket.recv(&mut [0; 8])?, 5);
    }
    // What it hears next is what is sent once it has joined again.
    careful.join_multicast_v4(&GROUP, &BY)?;
    sender.send_to(b"again, all", (GROUP, port))?;
    assert_eq!(careful.recv(&mut [0; 16])?, 10, "it hears what it left");
    Ok(())
}
