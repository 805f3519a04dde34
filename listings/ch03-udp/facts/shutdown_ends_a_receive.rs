//! `Ok(0)` from a UDP socket need not be an empty datagram: after
//! `shutdown` of the reading side a connected one returns it each time.
//!
//! std has no `shutdown` for a UDP socket, and socket2 has.

use std::io::ErrorKind;
use std::net::{Shutdown, UdpSocket};

use socket2::SockRef;
use trials::Measured;

pub fn run() -> Measured {
    let peer = UdpSocket::bind("127.0.0.1:0")?;
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let shutdown = || SockRef::from(&socket).shutdown(Shutdown::Read);
    let unconnected = shutdown().map_err(|error| error.kind());
    assert_eq!(unconnected, Err(ErrorKind::NotConnected));

    socket.connect(peer.local_addr()?)?;
    shutdown()?;
    for _ in 0..3 {
        assert_eq!(socket.recv(&mut [0; 8])?, 0);
    }
    Ok(())
}
