//! When a cable is pulled, no call of either side fails for it at once:
//! `write_all` is still `Ok`, and `read` waits as if the peer were thinking.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Device};

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let listener = net.right.run(|| TcpListener::bind(net.right.at(0)))?;
    let addr = listener.local_addr()?;
    let mut client = net.left.run(|| TcpStream::connect(addr))?;
    let (mut server, _) = listener.accept()?;
    // Between the two: the client's own device still has its addresses.
    net.right.down(Device::First)?;

    client.write_all(b"hello")?;
    for stream in [&mut client, &mut server] {
        stream.set_read_timeout(Some(Duration::from_millis(100)))?;
        let read = stream.read(&mut [0; 8]).map_err(|error| error.kind());
        assert_eq!(read, Err(ErrorKind::WouldBlock));
        assert!(stream.take_error()?.is_none());
        stream.peer_addr()?;
    }
    Ok(())
}
