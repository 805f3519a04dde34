//! `send` on a UDP socket that was never connected fails with EDESTADDRREQ,
//! 89 on most Linux, for which std has no kind that can be named; `peer_addr`
//! of the same socket fails with `NotConnected`.

use std::io::ErrorKind;
use std::net::UdpSocket;

use trials::Measured;

pub fn run() -> Measured {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let error = socket.send(b"hello").err().ok_or("it was sent")?;
    let text = error.to_string();
    assert!(text.starts_with("Destination address required"), "{text}");
    assert_eq!(format!("{:?}", error.kind()), "Uncategorized");
    let peer = socket.peer_addr().err().map(|error| error.kind());
    assert_eq!(peer, Some(ErrorKind::NotConnected));
    Ok(())
}
