//! When a listener is closed, the clients that still wait in its queue are
//! reset, and the one that was accepted notices nothing.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};

use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let mut served = TcpStream::connect(addr)?;
    let (mut server, _) = listener.accept()?;
    let mut queued = TcpStream::connect(addr)?;
    drop(listener);

    let outcome = queued.read(&mut [0; 8]).map_err(|error| error.kind());
    assert_eq!(outcome, Err(ErrorKind::ConnectionReset));
    let next = TcpStream::connect(addr).map_err(|error| error.kind());
    assert_eq!(next.map(drop), Err(ErrorKind::ConnectionRefused));

    server.write_all(b"hello")?;
    let mut heard = [0; 5];
    served.read_exact(&mut heard)?;
    assert_eq!(&heard, b"hello");
    Ok(())
}
