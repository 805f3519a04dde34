//! A read whose time is over fails with `WouldBlock` on Linux.

use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut stream = TcpStream::connect(listener.local_addr()?)?;
    let datagrams = UdpSocket::bind("127.0.0.1:0")?;
    let limit = Some(Duration::from_millis(20));
    stream.set_read_timeout(limit)?;
    datagrams.set_read_timeout(limit)?;

    let outcomes = [stream.read(&mut [0; 8]), datagrams.recv(&mut [0; 8])];
    for outcome in outcomes {
        let kind = outcome.map_err(|error| error.kind());
        assert_eq!(kind, Err(ErrorKind::WouldBlock));
    }
    Ok(())
}
