//! A network that repeats a datagram makes a server do its work twice,
//! though its client asked once and got an answer at once.

use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Fate};

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(|packet| {
        if packet.ends_with(b"pay 10") {
            Fate::Twice
        } else {
            Fate::Pass
        }
    })?;
    let bank = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    bank.set_read_timeout(Some(Duration::from_secs(30)))?;
    let client = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    client.set_read_timeout(Some(Duration::from_secs(30)))?;
    client.connect(bank.local_addr()?)?;

    client.send(b"pay 10")?;
    let mut balance = 100;
    for _ in 0..2 {
        let mut buffer = [0; 64];
        let (n, from) = bank.recv_from(&mut buffer)?;
        assert_eq!(buffer[..n], *b"pay 10");
        balance -= 10;
        bank.send_to(&[balance], from)?;
    }
    let mut answer = [0; 1];
    client.recv(&mut answer)?;
    assert_eq!(answer, [90], "the client sees nothing wrong");
    assert_eq!(balance, 80);
    Ok(())
}
