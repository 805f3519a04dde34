//! What the server needs of a connection, so that it need not be TCP's own.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

/// A connection of which a shared reference reads and writes, as of a
/// [`TcpStream`].
pub trait Connection {
    /// As [`Read::read`].
    ///
    /// # Errors
    /// As there, and where the time for it is over.
    fn receive(&self, buffer: &mut [u8]) -> io::Result<usize>;

    /// As [`Write::write`].
    ///
    /// # Errors
    /// As there, and where the time for it is over.
    fn send(&self, bytes: &[u8]) -> io::Result<usize>;

    /// As [`Write::flush`].
    ///
    /// # Errors
    /// As there.
    fn flush_sent(&self) -> io::Result<()>;

    /// Says that no more is sent. What still comes can be read.
    ///
    /// # Errors
    /// Where the connection is gone.
    fn end_sending(&self) -> io::Result<()>;

    /// The TCP connection below, whose times are set and whose peer is asked.
    fn tcp(&self) -> &TcpStream;

    /// How long a read may wait.
    ///
    /// # Errors
    /// As [`TcpStream::set_read_timeout`].
    fn set_read_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        self.tcp().set_read_timeout(time)
    }

    /// How long a write may wait.
    ///
    /// # Errors
    /// As [`TcpStream::set_write_timeout`].
    fn set_write_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        self.tcp().set_write_timeout(time)
    }

    /// Who is at the other end.
    ///
    /// # Errors
    /// As [`TcpStream::peer_addr`].
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.tcp().peer_addr()
    }
}

impl Connection for TcpStream {
    fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        (&*self).read(buffer)
    }

    fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        (&*self).write(bytes)
    }

    fn flush_sent(&self) -> io::Result<()> {
        (&*self).flush()
    }

    fn end_sending(&self) -> io::Result<()> {
        self.shutdown(Shutdown::Write)
    }

    fn tcp(&self) -> &TcpStream {
        self
    }
}

impl Read for &dyn Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.receive(buffer)
    }
}

impl Write for &dyn Connection {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.send(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flush_sent()
    }
}
