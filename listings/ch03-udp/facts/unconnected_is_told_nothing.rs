//! Where nobody has the port, a connected UDP socket is refused by the next
//! call, and an unconnected one, as it comes, is told nothing.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let nobody = net.right.at(7300);
    let bind = || net.left.run(|| UdpSocket::bind(net.left.at(0)));
    let (connected, unconnected) = (bind()?, bind()?);
    connected.connect(nobody)?;

    connected.set_read_timeout(Some(Duration::from_secs(30)))?;
    unconnected.set_read_timeout(Some(Duration::from_millis(200)))?;
    assert_eq!(unconnected.send_to(b"hello", nobody)?, 5);
    assert_eq!(connected.send(b"hello")?, 5);
    let receive = |socket: &UdpSocket| {
        socket.recv(&mut [0; 8]).map_err(|error| error.kind())
    };
    assert_eq!(receive(&connected), Err(ErrorKind::ConnectionRefused));
    assert_eq!(receive(&unconnected), Err(ErrorKind::WouldBlock));
    Ok(())
}
