//! TCP ports as a scan finds them: open, closed, and without an answer.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

/// How long a knock waits before a port counts as one without an answer.
const KNOCK: Duration = Duration::from_millis(250);

/// How many may have come to an open one and not been counted.
const QUEUE: i32 = 128;

/// How much a narrow connection holds at each of its ends, in bytes.
const NARROW: usize = 4096;

/// A TCP port that this process holds, until it is dropped.
#[derive(Debug)]
pub struct Door {
    /// Where it is.
    pub addr: SocketAddr,
    /// The port of the knock that a silent one did not answer. Its socket
    /// may outlive its owner's `close`, in a process that is about to start.
    pub knocked_from: Option<u16>,
    /// The first is the door itself.
    held: Vec<Socket>,
}

impl Door {
    /// The kernel completes the handshake of whoever comes; nobody accepts.
    ///
    /// # Errors
    /// Where the address cannot be bound.
    pub fn open(addr: SocketAddr) -> io::Result<Door> {
        Door::closed(addr)?.opened()
    }

    /// Bound and not listened on: every SYN is answered with a reset
    /// (RFC 9293 §3.10.7.1). A port that only a privileged process may bind
    /// is one if nobody has it.
    ///
    /// # Errors
    /// Where the address cannot be bound.
    pub fn closed(addr: SocketAddr) -> io::Result<Door> {
        let socket =
            Socket::new(Domain::for_address(addr), Type::STREAM, None)?;
        match socket.bind(&addr.into()) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                let knock = TcpStream::connect_timeout(&addr, KNOCK);
                let refused = knock.is_err_and(|error| {
                    error.kind() == io::ErrorKind::ConnectionRefused
                });
                return if refused {
                    Ok(Door::holding(addr, Vec::new()))
                } else {
                    Err(error)
                };
            }
            bound => bound?,
        }
        let bound = socket.local_addr()?.as_socket();
        Ok(Door::holding(bound.unwrap_or(addr), vec![socket]))
    }

    /// Answers no SYN: its queue is full, and Linux then drops what comes
    /// (listen(2), tcp(7)), as a firewall would.
    ///
    /// # Errors
    /// Where the address cannot be bound, and where the system answers all
    /// the same.
    pub fn silent(addr: SocketAddr) -> io::Result<Door> {
        Door::closed(addr)?.silenced()
    }

    /// A closed one is open from now on. It is the same socket, so that nobody
    /// can come in between: a child that this process is about to start may
    /// hold for a moment what was closed here.
    ///
    /// # Errors
    /// Where this process does not hold the port, and what `listen` reports.
    pub fn opened(self) -> io::Result<Door> {
        self.socket()?.listen(QUEUE)?;
        Ok(self)
    }

    /// A closed one does not answer from now on.
    ///
    /// # Errors
    /// As those of [`Door::opened`], and where the system answers all the
    /// same.
    pub fn silenced(mut self) -> io::Result<Door> {
        self.socket()?.listen(0)?;
        let addr = self.addr;
        for _ in 0..8 {
            let knock =
                Socket::new(Domain::for_address(addr), Type::STREAM, None)?;
            match knock.connect_timeout(&addr.into(), KNOCK) {
                Ok(()) => self.held.push(knock),
                Err(error) if error.kind() == io::ErrorKind::TimedOut => {
                    let from = knock.local_addr()?.as_socket();
                    self.knocked_from = from.map(|from| from.port());
                    return Ok(self);
                }
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("a full queue is answered on this system"))
    }

    /// How many have come to an open door since this was asked.
    ///
    /// # Errors
    /// What `accept` reports where there is nobody.
    pub fn visitors(&self) -> io::Result<usize> {
        let Some(door) = self.held.first() else {
            return Ok(0);
        };
        door.set_nonblocking(true)?;
        let mut count = 0;
        loop {
            match door.accept() {
                Ok(_) => count += 1,
                // Nobody comes to one that does not listen (accept(2)).
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::InvalidInput => {
                        return Ok(count);
                    }
                    _ => return Err(error),
                },
            }
        }
    }

    fn socket(&self) -> io::Result<&Socket> {
        let socket = self.held.first();
        socket.ok_or_else(|| io::ErrorKind::PermissionDenied.into())
    }

    fn holding(addr: SocketAddr, held: Vec<Socket>) -> Door {
        Door {
            addr,
            knocked_from: None,
            held,
        }
    }
}

/// A connection whose buffers are small, here and, by the size of its
/// segments, at the peer: who is not read soon waits.
///
/// # Errors
/// Where the system has no such socket, or nobody listens.
pub fn connect_narrow(
    addr: SocketAddr,
    patience: Duration,
) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, None)?;
    socket.set_recv_buffer_size(NARROW)?;
    socket.set_send_buffer_size(NARROW)?;
    // Where it cannot be set, more is held, and that is all.
    let _ = socket.set_tcp_mss(1200);
    socket.connect_timeout(&addr.into(), patience)?;
    Ok(socket.into())
}

/// Gives the receiving end of a narrow connection room again. Each segment
/// takes room for itself, however small it is: those of a peer that sends a
/// few bytes at a time would be dropped, and come once its timer has run off.
pub fn widen(stream: &TcpStream) {
    const WIDE: usize = 4 << 20;
    // The system may have less to give, and gives what it has.
    let _ = SockRef::from(stream).set_recv_buffer_size(WIDE);
}

/// Acknowledges what has come, and for some time what comes, at once: who
/// waits for that before it sends more (RFC 9293 §3.7.4) is not kept waiting
/// for a delayed acknowledgment (§3.8.6.3). Linux has an option for it
/// (`TCP_QUICKACK`, tcp(7)); elsewhere nothing is done.
pub fn acknowledge(stream: &TcpStream) {
    #[cfg(target_os = "linux")]
    // One that is gone has nothing to acknowledge.
    let _ = SockRef::from(stream).set_tcp_quickack(true);
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
}

/// Ends a connection with a reset (RST) instead of an orderly close.
///
/// # Errors
/// What setting SO_LINGER reports (socket(7)).
pub fn reset(stream: TcpStream) -> io::Result<()> {
    // A process that is about to start holds copies of all that is open
    // here: while it does, nothing is closed.
    #[cfg(target_os = "linux")]
    if crate::sys::linux::disconnect(&stream).is_ok() {
        return Ok(());
    }
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, TcpListener};

    const ANY: SocketAddr =
        SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

    #[test]
    fn an_open_door_accepts() {
        let door = Door::open(ANY).unwrap();
        TcpStream::connect(door.addr).unwrap();
        TcpStream::connect(door.addr).unwrap();
        assert_eq!(door.visitors().unwrap(), 2);
    }

    #[test]
    fn a_narrow_connection_holds_little() {
        use std::io::Write;
        let listener = TcpListener::bind(ANY).unwrap();
        let addr = listener.local_addr().unwrap();
        let _client = connect_narrow(addr, KNOCK).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        server.set_nonblocking(true).unwrap();
        let mut held = 0;
        while let Ok(n) = server.write(&[0; NARROW]) {
            held += n;
        }
        assert!((1..500_000).contains(&held), "{held} bytes");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_reset_waits_for_no_other_copy() {
        use std::io::Read;
        let listener = TcpListener::bind(ANY).unwrap();
        let addr = listener.local_addr().unwrap();
        let client = TcpStream::connect(addr).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        let copy = client.try_clone().unwrap();
        reset(client).unwrap();
        let error = server.read(&mut [0]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
        drop(copy);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_silent_door_does_not_answer() {
        let door = Door::silent(ANY).unwrap();
        let knock = TcpStream::connect_timeout(&door.addr, KNOCK);
        assert_eq!(knock.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }
}
