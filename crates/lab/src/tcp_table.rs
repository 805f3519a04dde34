//! Linux's table of TCP sockets, asked by sock_diag(7).
//!
//! `/proc/net/tcp` has the same, and a row for each connection that ended
//! within the last minute too: of those there may be thousands. Elsewhere
//! nobody answers, and there are no rows.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};

/// A socket that has a row there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its own address.
    pub local: SocketAddr,
    /// Its peer's.
    pub remote: SocketAddr,
    /// Bytes that nobody has read yet.
    pub unread: u32,
    /// Bytes that it has sent, or has yet to send, and that its peer has not
    /// acknowledged.
    pub queued: u32,
    /// When its first segment that has no answer is sent again, if that has
    /// not been done yet.
    pub again_in: Option<Duration>,
}

/// A socket that listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listener {
    /// The address that it is bound to.
    pub local: SocketAddr,
    /// How many connections wait to be accepted.
    pub waiting: u32,
    /// The backlog that it asked for: one more may wait (listen(2)).
    pub backlog: u32,
}

/// What a connection is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It may have bytes to send, also once its owner has closed it:
    /// ESTABLISHED, CLOSE-WAIT, FIN-WAIT-1, LAST-ACK, CLOSING.
    Sending,
    /// Its peer may have more to send: ESTABLISHED, FIN-WAIT-1, FIN-WAIT-2.
    Receiving,
    /// Its SYN has no answer: SYN-SENT.
    SynSent,
    /// It has no peer: LISTEN.
    Listening,
}

impl State {
    /// As a mask of what linux/tcp.h numbers from 1.
    fn mask(self) -> u32 {
        match self {
            State::Sending => 1 << 1 | 1 << 4 | 1 << 8 | 1 << 9 | 1 << 11,
            State::Receiving => 1 << 1 | 1 << 4 | 1 << 5,
            State::SynSent => 1 << 2,
            State::Listening => 1 << 10,
        }
    }
}

/// `linux/netlink.h` and `linux/sock_diag.h`.
const AF_NETLINK: i32 = 16;
const NETLINK_SOCK_DIAG: i32 = 4;
const SOCK_DIAG_BY_FAMILY: u16 = 20;
/// `linux/inet_diag.h`: its first form, which asks for all families at once.
const TCPDIAG_GETSOCK: u16 = 18;
const REQUEST: u16 = 1;
const DUMP: u16 = 0x300;
const AF_INET: u8 = 2;
const AF_INET6: u8 = 10;
const IPPROTO_TCP: u8 = 6;
/// The length of a message's own header, and of an answer's fixed part.
const HEADER: usize = 16;
const ANSWER: usize = 72;

/// The rows of this state; none where nobody can be asked. The kernel walks
/// its whole table for them, which takes milliseconds where memory is large.
pub fn rows(state: State) -> Vec<Row> {
    dump(state).unwrap_or_default()
}

/// The socket between these two addresses if it is in this state; none where
/// nobody can be asked. The kernel finds it at once, as for a segment.
pub fn find(
    local: SocketAddr,
    remote: SocketAddr,
    state: State,
) -> Option<Row> {
    if local.is_ipv4() != remote.is_ipv4() {
        return None;
    }
    let id = SocketId([local, remote].map(Some));
    let ports = |row: &Row| (row.local.port(), row.remote.port());
    find_one(local, state, id)
        .filter(|row| ports(row) == (local.port(), remote.port()))
}

/// Who listens there, at this address or at all; none where nobody can be
/// asked.
pub fn listener(at: SocketAddr) -> Option<Listener> {
    let id = SocketId([Some(at), None]);
    find_one(at, State::Listening, id).map(|row| Listener {
        local: row.local,
        waiting: row.unread,
        backlog: row.queued,
    })
}

/// Where a connection is not there, the listener of its port is what is found,
/// and a state that is asked for means nothing.
fn find_one(local: SocketAddr, state: State, id: SocketId) -> Option<Row> {
    let family = if local.is_ipv4() { AF_INET } else { AF_INET6 };
    let socket = ask(&request(family, state, id)).ok()?;
    let (rows, _) = answers(&socket).ok()?;
    let mut rows = rows.into_iter();
    let found = rows.find(|(is, _)| state.mask() & 1 << is != 0);
    found.map(|(_, row)| row)
}

fn dump(state: State) -> io::Result<Vec<Row>> {
    let socket = ask(&request_all(state))?;
    let mut all = Vec::new();
    loop {
        let (rows, goes_on) = answers(&socket)?;
        all.extend(rows.into_iter().map(|(_, row)| row));
        if !goes_on {
            return Ok(all);
        }
    }
}

fn ask(request: &[u8]) -> io::Result<Socket> {
    let netlink = Domain::from(AF_NETLINK);
    let diag = Protocol::from(NETLINK_SOCK_DIAG);
    let socket = Socket::new(netlink, Type::DGRAM, Some(diag))?;
    socket.send(request)?;
    Ok(socket)
}

/// One datagram's rows with their states' numbers, and whether more follow.
fn answers(mut socket: &Socket) -> io::Result<(Vec<(u8, Row)>, bool)> {
    let mut buffer = vec![0; 64 * 1024];
    let length = socket.read(&mut buffer)?;
    let mut rest = &buffer[..length];
    let mut rows = Vec::new();
    while let Some((kind, body, after)) = message(rest) {
        if ![SOCK_DIAG_BY_FAMILY, TCPDIAG_GETSOCK].contains(&kind) {
            // A dump's end, or an error.
            return Ok((rows, false));
        }
        rows.extend(row(body));
        rest = after;
    }
    Ok((rows, length > 0))
}

/// `struct inet_diag_sockid`: the two ends, or any.
struct SocketId([Option<SocketAddr>; 2]);

impl SocketId {
    fn bytes(&self) -> [u8; 48] {
        let mut bytes = [0; 48];
        for (nth, end) in self.0.iter().enumerate() {
            let Some(end) = end else { continue };
            let port = end.port().to_be_bytes();
            bytes[2 * nth..][..2].copy_from_slice(&port);
            let host = &mut bytes[4 + 16 * nth..][..16];
            match end.ip() {
                IpAddr::V4(ip) => host[..4].copy_from_slice(&ip.octets()),
                IpAddr::V6(ip) => host.copy_from_slice(&ip.octets()),
            }
        }
        // Of any interface; and `INET_DIAG_NOCOOKIE`.
        bytes[40..].fill(0xff);
        bytes
    }
}

/// `struct inet_diag_req_v2`: one socket.
fn request(family: u8, state: State, id: SocketId) -> Vec<u8> {
    let mut bytes = header(SOCK_DIAG_BY_FAMILY, 0, 56);
    bytes.extend([family, IPPROTO_TCP, 0, 0]);
    bytes.extend(state.mask().to_ne_bytes());
    bytes.extend(id.bytes());
    bytes
}

/// `struct inet_diag_req`: all in this state, in one walk through the table.
/// The form that came after it names a family, and walks once for each.
fn request_all(state: State) -> Vec<u8> {
    let mut bytes = header(TCPDIAG_GETSOCK, DUMP, 60);
    bytes.extend([0; 4]);
    bytes.extend(SocketId([None, None]).bytes());
    bytes.extend(state.mask().to_ne_bytes());
    bytes.extend([0; 4]);
    bytes
}

/// `struct nlmsghdr`, before a body of so many bytes.
fn header(kind: u16, flags: u16, body: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend((HEADER as u32 + body).to_ne_bytes());
    bytes.extend(kind.to_ne_bytes());
    bytes.extend((REQUEST | flags).to_ne_bytes());
    bytes.extend([0; 8]);
    bytes
}

/// The first message's kind and body, and what follows it.
fn message(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let length = u32::from_ne_bytes(bytes.get(..4)?.try_into().ok()?);
    let kind = u16::from_ne_bytes(bytes.get(4..6)?.try_into().ok()?);
    let length = length as usize;
    let body = bytes.get(HEADER..length)?;
    let next = length.next_multiple_of(4).min(bytes.len());
    Some((kind, body, &bytes[next..]))
}

/// `struct inet_diag_msg`: the ports and addresses as on the wire. An IPv4
/// address in an IPv6 one (RFC 4291 §2.5.5.2) is told as what it is.
fn row(body: &[u8]) -> Option<(u8, Row)> {
    let body: &[u8; ANSWER] = body.first_chunk()?;
    let port = |at: usize| u16::from_be_bytes([body[at], body[at + 1]]);
    let host = |at: usize| {
        let bytes: [u8; 16] = body[at..].first_chunk().copied()?;
        let [a, b, c, d, ..] = bytes;
        Some(match body[0] {
            AF_INET6 => IpAddr::V6(Ipv6Addr::from(bytes)).to_canonical(),
            _ => IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        })
    };
    let number = |at: usize| {
        let bytes = body[at..].first_chunk().copied()?;
        Some(u32::from_ne_bytes(bytes))
    };
    // `idiag_timer` and `idiag_retrans`: the timer of a segment, and how often
    // it has run off.
    let is_first = body[2..4] == [1, 0];
    let again_in = Duration::from_millis(number(52)?.into());
    let row = Row {
        local: SocketAddr::new(host(8)?, port(4)),
        remote: SocketAddr::new(host(24)?, port(6)),
        unread: number(56)?,
        queued: number(60)?,
        again_in: is_first.then_some(again_in),
    };
    Some((body[1], row))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::{TcpListener, TcpStream};

    #[test]
    fn a_connection_has_a_row_with_what_is_unread() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(to).unwrap();
        let (_server, from) = listener.accept().unwrap();
        client.write_all(b"abc").unwrap();
        let row = Row {
            local: to,
            remote: from,
            unread: 3,
            queued: 0,
            again_in: None,
        };
        assert!(rows(State::Sending).contains(&row));
        assert_eq!(find(to, from, State::Sending), Some(row));
        assert_eq!(find(to, from, State::SynSent), None);
        assert!(!rows(State::SynSent).iter().any(|r| r.remote == to));
    }

    #[test]
    fn a_listener_says_who_waits() {
        let any = SocketAddr::from(([0, 0, 0, 0], 0));
        let wide = TcpListener::bind(any).unwrap();
        let port = wide.local_addr().unwrap().port();
        let at = SocketAddr::from(([127, 0, 0, 1], port));
        let _client = TcpStream::connect(at).unwrap();
        let found = listener(at).unwrap();
        assert_eq!(found.local, SocketAddr::from(([0, 0, 0, 0], port)));
        assert_eq!((found.waiting, found.backlog > 1), (1, true));
        wide.accept().unwrap();
        assert_eq!(listener(at).unwrap().waiting, 0);
        drop(wide);
        assert_eq!(listener(at), None);
    }

    #[test]
    fn a_listener_is_not_taken_for_a_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let nobody = SocketAddr::from(([127, 0, 0, 1], 9));
        assert_eq!(find(to, nobody, State::Receiving), None);
        // Its own port: from an address that is not its own, nobody.
        let client = TcpStream::connect(to).unwrap();
        let from = client.local_addr().unwrap();
        assert!(find(from, to, State::Receiving).is_some());
        let other = SocketAddr::from(([127, 0, 0, 2], from.port()));
        assert_eq!(find(other, to, State::Receiving), None);
    }

    #[test]
    fn a_socket_for_both_versions_has_one_too() {
        let Ok(wide) = Socket::new(Domain::IPV6, Type::STREAM, None) else {
            return; // No IPv6 here.
        };
        wide.set_only_v6(false).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let to = listener.local_addr().unwrap();
        let IpAddr::V4(host) = to.ip() else {
            panic!("{to}");
        };
        let mapped = SocketAddr::from((host.to_ipv6_mapped(), to.port()));
        wide.connect(&mapped.into()).unwrap();
        (&wide).write_all(b"abc").unwrap();
        let (server, from) = listener.accept().unwrap();
        (&server).write_all(b"abcde").unwrap();
        let row = Row {
            local: from,
            remote: to,
            unread: 5,
            queued: 0,
            again_in: None,
        };
        assert!(rows(State::Sending).contains(&row));
        assert_eq!(find(from, to, State::Sending), Some(row));
    }
}
