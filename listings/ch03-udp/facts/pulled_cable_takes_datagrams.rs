//! Where the cable alone is out, and the device still has its address, Linux's
//! `send` on a connected UDP socket is still `Ok`.

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
    // The other end: the sender's own device loses its carrier.
    net.right.down(Device::First)?;
    for _ in 0..10 {
        assert_eq!(sender.send(b"hello")?, 5);
        receiver.set_read_timeout(Some(Duration::from_millis(5)))?;
        let received = receiver.recv(&mut [0; 16]);
        let kind = received.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::WouldBlock));
    }
    Ok(())
}
