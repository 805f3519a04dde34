//! Sockets, and what a read of one may bring.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use crate::observe::NothingMore;
use crate::tell::bytes::dump;

/// How long a read waits before the program is looked at.
const SLICE: Duration = Duration::from_millis(20);
/// How long the system may take for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// A socket of the checker's.
#[derive(Debug)]
pub enum Wire {
    /// Connected to the program.
    Tcp(TcpStream),
    /// Connected to the program: it hears nobody else.
    Udp(UdpSocket),
    /// It sends to the program, and hears anybody but the address that it
    /// sends to.
    Wide(UdpSocket, SocketAddr),
}

impl Wire {
    /// A TCP connection.
    ///
    /// # Errors
    /// What the system reports.
    pub fn connect(addr: SocketAddr) -> io::Result<Wire> {
        Wire::over(TcpStream::connect_timeout(&addr, CONNECT)?)
    }

    /// A TCP connection that holds little of what is not read.
    ///
    /// # Errors
    /// What the system reports.
    pub fn connect_narrow(addr: SocketAddr) -> io::Result<Wire> {
        Wire::over(lab::doors::connect_narrow(addr, CONNECT)?)
    }

    fn over(stream: TcpStream) -> io::Result<Wire> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(SLICE))?;
        stream.set_write_timeout(Some(SLICE))?;
        Ok(Wire::Tcp(stream))
    }

    /// A UDP socket on a port of its own.
    ///
    /// # Errors
    /// What the system reports.
    pub fn open(addr: SocketAddr) -> io::Result<Wire> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.connect(addr)?;
        socket.set_read_timeout(Some(SLICE))?;
        Ok(Wire::Udp(socket))
    }

    /// A UDP socket that hears whoever sends to it from another address than
    /// this one.
    ///
    /// # Errors
    /// What the system reports.
    pub fn open_wide(addr: SocketAddr) -> io::Result<Wire> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.set_read_timeout(Some(SLICE))?;
        Ok(Wire::Wide(socket, addr))
    }

    /// Writes as much as is taken within a slice of time.
    ///
    /// # Errors
    /// As `write` and `send`.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Wire::Tcp(stream) => stream.write(bytes),
            Wire::Udp(socket) => socket.send(bytes),
            Wire::Wide(socket, addr) => socket.send_to(bytes, *addr),
        }
    }

    /// Reads what is there, for a slice of time.
    ///
    /// # Errors
    /// As `read` and `recv`.
    pub fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Wire::Tcp(stream) => {
                lab::doors::acknowledge(stream);
                stream.read(buffer)
            }
            Wire::Udp(socket) => socket.recv(buffer),
            Wire::Wide(socket, addr) => match socket.recv_from(buffer)? {
                (_, from) if from == *addr => Err(ErrorKind::WouldBlock.into()),
                (n, _) => Ok(n),
            },
        }
    }
}

/// The slice is over: WouldBlock on Unix, TimedOut on Windows.
pub fn is_no_answer(error: &io::Error) -> bool {
    let kinds = [
        ErrorKind::WouldBlock,
        ErrorKind::TimedOut,
        ErrorKind::Interrupted,
    ];
    kinds.contains(&error.kind())
}

/// What was received in the end: bytes, a signal of TCP's or ICMP's, or
/// nothing.
pub enum Received {
    /// These.
    Bytes(Vec<u8>),
    /// A FIN.
    End,
    /// An RST.
    Reset,
    /// Nobody has the port.
    Refused,
    /// And why not.
    Nothing(NothingMore),
}

impl Received {
    /// In words.
    pub fn text(&self) -> String {
        match self {
            Received::Bytes(bytes) => dump(bytes),
            Received::End => "the end of the stream (FIN)".into(),
            Received::Reset => "a reset (RST)".into(),
            Received::Refused => {
                "ICMP port unreachable: nobody has the port any \
                              more"
                    .into()
            }
            Received::Nothing(why) => why.text(),
        }
    }
}
