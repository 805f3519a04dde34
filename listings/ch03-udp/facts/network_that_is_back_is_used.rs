//! A connected UDP socket is refused by `send` while the network is down, and
//! the same socket is good again when it is back.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Device};

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let sender = net.left.run(|| UdpSocket::bind("0.0.0.0:0"))?;
    sender.connect(receiver.local_addr()?)?;
    assert_eq!(sender.send(b"before")?, 6);

    net.left.down(Device::First)?;
    let refused = sender.send(b"meanwhile").map_err(|error| error.kind());
    assert_eq!(refused, Err(ErrorKind::NetworkUnreachable));

    net.left.up(Device::First)?;
    receiver.set_read_timeout(Some(Duration::from_millis(5)))?;
    let mut received = Vec::new();
    net::until("the network is back", || {
        let mut buffer = [0; 16];
        let _ = sender.send(b"after");
        let n = receiver.recv(&mut buffer).unwrap_or_default();
        received.push(buffer[..n].to_vec());
        Ok(buffer.starts_with(b"after"))
    })?;
    assert!(!received.contains(&b"meanwhile".to_vec()));
    Ok(())
}
