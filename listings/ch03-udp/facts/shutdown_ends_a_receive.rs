//! `Ok(0)` from a UDP socket need not be an empty datagram: after `shutdown`
//! of the reading side a blocking, connected one returns it on Linux where it
//! would else wait, and still returns a datagram that is there.
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
        // What came behind the shutdown is received all the same.
        peer.send_to(b"hello", socket.local_addr()?)?;
        assert_eq!(socket.recv(&mut [0; 8])?, 5);
    }
    socket.set_nonblocking(true)?;
    let waiting = socket.recv(&mut [0; 8]).map_err(|error| error.kind());
    assert_eq!(waiting, Err(ErrorKind::WouldBlock));
    Ok(())
}
