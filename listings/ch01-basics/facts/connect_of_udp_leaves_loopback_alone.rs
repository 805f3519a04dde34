//! `connect` of a UDP socket to loopback sends nothing either: the packet
//! counters of `lo` stand still, and move with the first datagram.

use std::fs;
use std::io;
use std::net::UdpSocket;

use trials::Measured;
use trials::net::{self, Host};

pub fn run() -> Measured {
    let host = net::host()?;
    let before = counters(&host)?;
    let socket = host.run(|| UdpSocket::bind("0.0.0.0:0"))?;
    socket.connect("127.0.0.2:7100")?;
    assert_eq!(socket.local_addr()?.ip(), host.v4);
    assert_eq!(counters(&host)?, before);

    socket.send(b"hello")?;
    assert_ne!(counters(&host)?, before);
    Ok(())
}

/// What `lo` has received and sent, as the kernel counts it.
fn counters(host: &Host) -> io::Result<String> {
    let table = host.run(|| fs::read_to_string("/proc/thread-self/net/dev"))?;
    let row = table.lines().find(|row| row.trim().starts_with("lo:"));
    row.map(str::to_string)
        .ok_or(io::ErrorKind::NotFound.into())
}
