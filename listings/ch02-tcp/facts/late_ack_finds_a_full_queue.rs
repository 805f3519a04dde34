//! A client may believe itself connected though the queue has no place for
//! it: a SYN is judged when it comes, and the last ACK of a handshake is
//! dropped where the queue has filled meanwhile.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};

use socket2::{Domain, Socket, Type};
use trials::Measured;
use trials::net::{self, Fate, Host, State};
use trials::wire::tcp::Flags;

use super::queue_of_syns_is_the_backlog::flags;

/// What a datagram says that lets the ACKs go.
const GO: &[u8] = b"go";

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(acks_wait)?;
    let listener = net.right.run(|| backlog_of(2, &net.right))?;
    let addr = listener.local_addr()?;

    let clients = net.left.run(|| connected(addr, 8))?;
    assert_eq!(clients.len(), 8, "all are connected, as far as they know");

    let_acks_go(&net.left, addr)?;
    // Each that finds no place is counted.
    net::until("their last ACKs have come", || {
        Ok(established(&net.right)? + net.right.run(overflows)? == 8)
    })?;
    listener.set_nonblocking(true)?;
    let queued = std::iter::from_fn(|| listener.accept().ok());
    assert_eq!(queued.count(), 3, "and three have a place");
    Ok(())
}

/// All SYNs are judged before the first ACK comes.
pub fn acks_wait(packet: &[u8]) -> Fate {
    let is_last = |flags: Flags| {
        flags.contains(Flags::ACK)
            && !flags.contains(Flags::SYN)
            && !flags.contains(Flags::RST)
    };
    if flags(packet).is_some_and(is_last) {
        Fate::Held
    } else if packet.ends_with(GO) {
        Fate::Releases
    } else {
        Fate::Pass
    }
}

/// The host sends what releases them, to wherever.
pub fn let_acks_go(host: &Host, to: SocketAddr) -> io::Result<()> {
    let socket = host.run(|| UdpSocket::bind(host.at(0)))?;
    socket.send_to(GO, to).map(drop)
}

/// The number under `ListenOverflows`: the table has a line of names and one
/// of numbers.
fn overflows() -> io::Result<usize> {
    let table = fs::read_to_string("/proc/thread-self/net/netstat")?;
    let mut tcp = table.lines().filter(|line| line.starts_with("TcpExt:"));
    let mut words = || tcp.next().unwrap_or_default().split(' ');
    let mut pairs = words().zip(words());
    let found = pairs.find(|(name, _)| *name == "ListenOverflows");
    let number = found.and_then(|(_, number)| number.parse().ok());
    number.ok_or_else(|| io::Error::other("no ListenOverflows"))
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
