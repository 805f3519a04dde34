//! A datagram that a stranger sent between `bind` and `connect` is received
//! after `connect`; what it sends later is not.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;

pub fn run() -> Measured {
    let bind = || UdpSocket::bind("127.0.0.1:0");
    let (client, server, stranger) = (bind()?, bind()?, bind()?);
    let to = client.local_addr()?;
    client.set_read_timeout(Some(Duration::from_millis(50)))?;

    stranger.send_to(b"early", to)?;
    client.connect(server.local_addr()?)?;
    stranger.send_to(b"late", to)?;
    server.send_to(b"answer", to)?;

    let mut buffer = [0; 100];
    let mut receive = || client.recv(&mut buffer).map(|n| buffer[..n].to_vec());
    assert_eq!(receive()?, b"early");
    assert_eq!(receive()?, b"answer");
    let last = receive().map_err(|error| error.kind());
    assert_eq!(last, Err(ErrorKind::WouldBlock));
    Ok(())
}
