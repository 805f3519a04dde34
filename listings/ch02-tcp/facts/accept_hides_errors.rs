//! When a client has reset while it waited in the queue, `accept` hands out
//! its connection all the same, and the error waits on the new socket, behind
//! what the client had sent.
//!
//! What accept(2) says of Linux, that errors pending on the new socket come
//! out of `accept`, is not what happens to this one.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use socket2::SockRef;
use trials::Measured;
use trials::net::{self, Host, State};

pub fn run() -> Measured {
    let (mut socket, _) = accepted(b"")?;
    let waiting = socket.take_error()?.map(|error| error.kind());
    assert_eq!(waiting, Some(ErrorKind::ConnectionReset));
    // It was waiting there once.
    assert_eq!(socket.read(&mut [0; 8])?, 0);

    let (mut socket, _) = accepted(b"x")?;
    assert_eq!(socket.read(&mut [0; 8])?, 1);
    let read = socket.read(&mut [0; 8]).map_err(|error| error.kind());
    assert_eq!(read, Err(ErrorKind::ConnectionReset));
    Ok(())
}

/// The connection of a client that has sent this and reset before `accept`.
fn accepted(sent: &[u8]) -> Measured<(TcpStream, Host)> {
    let host = net::host()?;
    let listener = host.run(|| TcpListener::bind(host.at(0)))?;
    let addr = listener.local_addr()?;
    let mut client = host.run(|| TcpStream::connect(addr))?;
    client.write_all(sent)?;
    SockRef::from(&client).set_linger(Some(Duration::ZERO))?;
    drop(client);
    net::until("the reset has come", || {
        let table = host.run(net::tcp)?;
        Ok(table.iter().all(|entry| entry.state == State::Listen))
    })?;
    Ok((listener.accept()?.0, host))
}
