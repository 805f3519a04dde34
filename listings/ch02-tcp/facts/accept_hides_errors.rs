//! When a client has reset while it waited in the queue, `accept` hands out
//! its connection all the same, and the error waits on the new socket.
//!
//! What accept(2) says of Linux, that errors pending on the new socket come
//! out of `accept`, is not what happens to this one.

use std::io::{ErrorKind, Read};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use socket2::SockRef;
use trials::Measured;
use trials::net::{self, State};

pub fn run() -> Measured {
    let host = net::host()?;
    let listener = host.run(|| TcpListener::bind(host.at(0)))?;
    let addr = listener.local_addr()?;
    let client = host.run(|| TcpStream::connect(addr))?;

    SockRef::from(&client).set_linger(Some(Duration::ZERO))?;
    drop(client);
    net::until("the reset has come", || {
        let table = host.run(net::tcp)?;
        Ok(table.iter().all(|entry| entry.state == State::Listen))
    })?;

    let (mut socket, _) = listener.accept()?;
    let waiting = socket.take_error()?.map(|error| error.kind());
    assert_eq!(waiting, Some(ErrorKind::ConnectionReset));
    // It was waiting there once.
    assert_eq!(socket.read(&mut [0; 8])?, 0);
    Ok(())
}
