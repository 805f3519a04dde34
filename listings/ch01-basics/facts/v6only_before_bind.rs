//! std's listener on `[::]` takes IPv4 clients too on Linux, and
//! `IPV6_V6ONLY` can be set before `bind` and not after it.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, SockRef, Socket, Type};
use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let any: SocketAddr = "[::]:0".parse()?;
    let listener = TcpListener::bind(any)?;
    let both = SockRef::from(&listener);
    assert!(!both.only_v6()?);
    TcpStream::connect(("127.0.0.1", listener.local_addr()?.port()))?;
    let late = both.set_only_v6(true).map_err(|error| error.kind());
    assert_eq!(late, Err(ErrorKind::InvalidInput));

    let socket = Socket::new(Domain::IPV6, Type::STREAM, None)?;
    socket.set_only_v6(true)?;
    socket.bind(&any.into())?;
    socket.listen(1)?;
    let listener = TcpListener::from(socket);
    let port = listener.local_addr()?.port();
    let outcome = TcpStream::connect(("127.0.0.1", port));
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::ConnectionRefused));
    Ok(())
}
