//! A connection that the server alone has closed holds the server's port,
//! unless both the old listener and the new one set `SO_REUSEADDR`.
//!
//! It is the same for what is left in TIME-WAIT; here it is FIN-WAIT-2.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};
use trials::Measured;
use trials::net::{self, Host, State};

pub fn run() -> Measured {
    for old in [true, false] {
        for new in [true, false] {
            let again = restarted(&net::host()?, old, new)?;
            if old && new {
                again?;
            } else {
                let kind = again.map_err(|error| error.kind());
                assert_eq!(kind.map(drop), Err(ErrorKind::AddrInUse));
            }
        }
    }
    Ok(())
}

/// What a second listener comes to, once the first is gone and has left a
/// connection behind that its client has not closed.
fn restarted(
    host: &Host,
    old: bool,
    new: bool,
) -> io::Result<io::Result<TcpListener>> {
    let listener = host.run(|| listen(host.at(0), old))?;
    let addr = listener.local_addr()?;
    let _client = host.run(|| TcpStream::connect(addr))?;
    drop(listener.accept()?);
    drop(listener);
    net::until("the server's side is half-closed", || {
        let table = host.run(net::tcp)?;
        Ok(table.iter().any(|entry| entry.state == State::FinWait2))
    })?;
    Ok(host.run(|| listen(addr, new)))
}

fn listen(addr: SocketAddr, reuse: bool) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(reuse)?;
    socket.bind(&addr.into())?;
    socket.listen(8)?;
    Ok(socket.into())
}
