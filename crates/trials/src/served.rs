//! Whether a server still serves: one more client, a good one.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use lab::protocol::Protocol;

use crate::bad_input::HANG;

/// It answers a connection's question, and ends.
pub(crate) fn by_a_connection(
    addr: SocketAddr,
    protocol: &Protocol,
) -> io::Result<()> {
    let mut stream = connected(addr)?;
    stream.write_all(protocol.question)?;
    stream.shutdown(Shutdown::Write)?;
    let mut came = Vec::new();
    stream.read_to_end(&mut came)?;
    if protocol.answer.is(&came) {
        Ok(())
    } else {
        Err(io::Error::other(format!(
            "{} does not answer {:?} so: {:?}",
            protocol.name,
            String::from_utf8_lossy(protocol.question),
            String::from_utf8_lossy(&came),
        )))
    }
}

/// It sends a line, unasked.
pub(crate) fn with_a_greeting(addr: SocketAddr) -> io::Result<()> {
    let mut stream = connected(addr)?;
    let mut greeting = Vec::new();
    stream.read_to_end(&mut greeting)?;
    if greeting.ends_with(b"\n") {
        Ok(())
    } else {
        Err(io::Error::other("its greeting is no line"))
    }
}

/// It answers a datagram. The attack may have filled its queue, so it is
/// asked until it does.
pub(crate) fn by_datagrams(
    addr: SocketAddr,
    protocol: &Protocol,
) -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(addr)?;
    socket.set_read_timeout(Some(Duration::from_millis(200)))?;
    let deadline = Instant::now() + HANG;
    let mut buffer = [0; 64];
    loop {
        socket.send(protocol.question)?;
        match socket.recv(&mut buffer) {
            Ok(n) if protocol.answer.is(&buffer[..n]) => return Ok(()),
            Err(error) if Instant::now() > deadline => return Err(error),
            _ => {}
        }
    }
}

fn connected(addr: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(addr)?;
    stream.set_read_timeout(Some(HANG))?;
    Ok(stream)
}
