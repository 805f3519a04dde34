//! A slow link brakes a UDP sender on its own host: what waits for the link
//! fills the socket's send buffer, and then `send` waits, or says
//! `WouldBlock`.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

use trials::Measured;
use trials::net::{self, Device};

/// 2 Mbit/s.
const BYTES_A_SECOND: u32 = 250_000;

const ROUNDS: usize = 10;

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    net.left.slow_down(Device::First, BYTES_A_SECOND)?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let socket = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    socket.connect(receiver.local_addr()?)?;

    socket.set_nonblocking(true)?;
    let refused = (0..10_000).find_map(|_| socket.send(&[0; 1000]).err());
    let refused = refused.ok_or("all were taken at once")?;
    assert_eq!(refused.kind(), ErrorKind::WouldBlock);

    // Each of these has to wait until another has left; but where a busy
    // machine held up the sender, the link has made room for some.
    socket.set_nonblocking(false)?;
    let no_brake = Duration::from_millis(80);
    let mut took = Vec::new();
    while took.iter().all(|round| *round <= no_brake) {
        assert!(took.len() < ROUNDS, "40,000 bytes take 160 ms: {took:?}");
        let begun = Instant::now();
        for _ in 0..40 {
            socket.send(&[0; 1000])?;
        }
        took.push(begun.elapsed());
    }
    Ok(())
}
