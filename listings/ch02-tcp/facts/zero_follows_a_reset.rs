//! A reset is told to one read, and each read after it returns 0 on Linux, as
//! at the end of a stream.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use socket2::SockRef;
use trials::Measured;

pub fn run() -> Measured {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (mut server, _) = listener.accept()?;
    let mut byte = [0];
    client.write_all(b"x")?;
    assert_eq!(server.read(&mut byte)?, 1);
    SockRef::from(&client).set_linger(Some(Duration::ZERO))?;
    drop(client);

    let error = server.read(&mut byte).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    for _ in 0..3 {
        assert_eq!(server.read(&mut byte)?, 0);
    }
    Ok(())
}
