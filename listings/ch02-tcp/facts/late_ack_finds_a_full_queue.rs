//! A client may believe itself connected though the queue has no place for
//! it: a SYN is judged when it comes, and the last ACK of a handshake is
//! dropped where the queue has filled meanwhile.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use trials::Measured;
use trials::net::{self, Fate, Host, State};

pub fn run() -> Measured {
    // All SYNs are judged before the first ACK comes.
    let late = |_: &[u8]| Fate::Late(Duration::from_millis(40));
    let (net, _wire) = net::two_hosts_on_a_wire(late)?;
    let listener = net.right.run(|| backlog_of(2, &net.right))?;
    let addr = listener.local_addr()?;

    let clients = net.left.run(|| connected(addr, 8))?;
    assert_eq!(clients.len(), 8, "all are connected, as far as they know");

    net::until("their last ACKs have come", || {
        Ok(established(&net.right)? >= 3)
    })?;
    listener.set_nonblocking(true)?;
    let queued = std::iter::from_fn(|| listener.accept().ok());
    assert_eq!(queued.count(), 3, "and three have a place");
    Ok(())
}

/// A listener whose backlog is not std's.
pub fn backlog_of(backlog: i32, host: &Host) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.bind(&host.at(0).into())?;
    socket.listen(backlog)?;
    Ok(socket.into())
}

/// So many clients, which have begun at once and are all connected.
pub fn connected(addr: SocketAddr, n: usize) -> io::Result<Vec<TcpStream>> {
    let clients = started(addr, n)?;
    net::until("all are connected", || {
        Ok(clients.iter().all(|client| client.peer_addr().is_ok()))
    })?;
    for client in &clients {
        client.set_nonblocking(false)?;
    }
    Ok(clients)
}

/// So many clients, which have begun to connect.
pub fn started(addr: SocketAddr, n: usize) -> io::Result<Vec<TcpStream>> {
    let start = |_| {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
        socket.set_nonblocking(true)?;
        // "In progress" has no kind that is stable.
        let _ = socket.connect(&addr.into());
        Ok(socket.into())
    };
    (0..n).map(start).collect()
}

/// How many connections this host takes for established.
pub fn established(host: &Host) -> io::Result<usize> {
    let table = host.run(net::tcp)?;
    let is = |entry: &&net::Entry| entry.state == State::Established;
    Ok(table.iter().filter(is).count())
}
