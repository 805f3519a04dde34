//! A sender is not told what the network loses: each `send` is `Ok`, and no
//! error waits on the socket afterwards.

use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net;

const SENT: usize = 100;

pub fn run() -> Measured {
    // A quarter, by a seed.
    let (net, _wire) = net::two_hosts_on_a_wire(net::losing(25, 3))?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    sender.connect(receiver.local_addr()?)?;
    for _ in 0..SENT {
        assert_eq!(sender.send(b"hello")?, 5);
    }

    let mut buffer = [0; 8];
    receiver.set_read_timeout(Some(Duration::from_secs(30)))?;
    receiver.recv(&mut buffer)?;
    receiver.set_read_timeout(Some(Duration::from_millis(200)))?;
    let arrived = (0..).take_while(|_| receiver.recv(&mut buffer).is_ok());
    let arrived = 1 + arrived.count();
    assert!(arrived < SENT, "{arrived}");
    assert!(sender.take_error()?.is_none());
    Ok(())
}
