//! `::ffff:127.0.0.1` is no loopback address to `is_loopback`, and a
//! connection to it reaches 127.0.0.1.

use std::net::{Ipv6Addr, TcpListener, TcpStream};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let mapped: Ipv6Addr = "::ffff:127.0.0.1".parse()?;
    assert!(!mapped.is_loopback());

    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let client = TcpStream::connect((mapped, port))?;
    let (_, peer) = listener.accept()?;
    assert_eq!(peer.ip().to_string(), "127.0.0.1");
    assert_eq!(peer.port(), client.local_addr()?.port());
    Ok(())
}
