//! A connection in CLOSE-WAIT ends without a reset where its kernel gives up
//! on bytes that nobody acknowledges.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

use trials::Measured;
use trials::net::{self, Device, State};

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    // Few tries, so that nobody waits a quarter of an hour.
    net.right.set("ipv4/tcp_retries2", "1")?;
    let listener = net.right.run(|| TcpListener::bind(net.right.at(0)))?;
    let addr = listener.local_addr()?;
    let client = net.left.run(|| TcpStream::connect(addr))?;
    let (mut server, _) = listener.accept()?;
    client.shutdown(Shutdown::Write)?;
    assert_eq!(server.read(&mut [0; 8])?, 0);
    let waits = || {
        let table = net.right.run(net::tcp)?;
        Ok(table.iter().any(|entry| entry.state == State::CloseWait))
    };
    assert!(waits()?);

    // Between the two: the server's own device still has its addresses.
    net.left.down(Device::First)?;
    server.write_all(b"hello")?;
    net::until("it has given up", || waits().map(|waits| !waits))?;
    let error = server.take_error()?.map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::TimedOut));
    Ok(())
}
