//! On Linux `NetworkUnreachable` from TCP's `connect` may also mean that the
//! address is a broadcast address, to which there is a route; and from an
//! IPv6-only socket that it stands for an IPv4 one.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpStream, UdpSocket};

use socket2::{Domain, Socket, Type};
use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let host = net::host()?;
    let broadcast: SocketAddr = "127.255.255.255:7100".parse()?;
    let refused = host.run(|| TcpStream::connect(broadcast));
    let kind = refused.err().map(|error| error.kind());
    assert_eq!(kind, Some(ErrorKind::NetworkUnreachable));
    // There is a way to it, as a datagram shows that may take it.
    host.run(|| {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_broadcast(true)?;
        socket.send_to(b"hello", broadcast)
    })?;

    let mapped: SocketAddr = "[::ffff:127.0.0.1]:7100".parse()?;
    for kind in [Type::STREAM, Type::DGRAM] {
        let refused = host.run(|| {
            let socket = Socket::new(Domain::IPV6, kind, None)?;
            socket.set_only_v6(true)?;
            socket.connect(&mapped.into())
        });
        let kind = refused.err().map(|error| error.kind());
        assert_eq!(kind, Some(ErrorKind::NetworkUnreachable));
    }
    Ok(())
}
