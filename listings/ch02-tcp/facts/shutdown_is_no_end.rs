//! After `shutdown` of its own reading side a TCP stream returns 0 as long
//! as nothing is there, and on Linux it hands out what comes later.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut peer = TcpStream::connect(listener.local_addr()?)?;
    let (mut stream, _) = listener.accept()?;
    stream.shutdown(Shutdown::Read)?;
    for _ in 0..3 {
        assert_eq!(stream.read(&mut [0; 8])?, 0);
    }

    // The peer has not been told, and its bytes are taken.
    peer.write_all(b"later")?;
    let mut got: Vec<u8> = Vec::new();
    net::until("what comes later is read", || {
        let mut buffer = [0; 8];
        let n = stream.read(&mut buffer)?;
        got.extend(&buffer[..n]);
        Ok(got.len() >= 5)
    })?;
    assert_eq!(got, b"later");
    Ok(())
}
