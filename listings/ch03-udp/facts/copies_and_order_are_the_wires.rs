//! UDP hands out datagrams as the network brings them: a copy twice, and one
//! that was overtaken after the one that overtook it.

use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Fate};

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(|packet| {
        if packet.ends_with(b"copied") {
            Fate::Twice
        } else if packet.ends_with(b"first") {
            Fate::Held
        } else if packet.ends_with(b"last") {
            Fate::Releases
        } else {
            Fate::Pass
        }
    })?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    receiver.set_read_timeout(Some(Duration::from_secs(30)))?;
    let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    sender.connect(receiver.local_addr()?)?;
    for text in ["first", "copied", "last"] {
        sender.send(text.as_bytes())?;
    }

    let mut received = Vec::new();
    while received.len() < 4 {
        let mut buffer = [0; 100];
        let n = receiver.recv(&mut buffer)?;
        received.push(String::from_utf8(buffer[..n].to_vec())?);
    }
    assert_eq!(received, ["copied", "copied", "last", "first"]);
    Ok(())
}
