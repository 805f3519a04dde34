//! A TCP connection that is there in time, and an end for all that is done
//! over it.

use std::io;
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// Connects, and has a deadline for all that follows: for who speaks the
/// protocol without a library.
///
/// # Errors
///
/// No connection within the limit.
pub fn reach(addr: &str, limit: Duration) -> io::Result<(TcpStream, Deadline)> {
    let end = Instant::now() + limit;
    let stream = open(addr, end)?;
    let deadline = Deadline::set(&stream, end)?;
    Ok((stream, deadline))
}

/// Tries each address that `addr` stands for while there is time. One that
/// says nothing takes its share of it, and leaves theirs to those after it.
pub(crate) fn open(addr: &str, end: Instant) -> io::Result<TcpStream> {
    let mut addrs = addr.to_socket_addrs()?;
    let mut result = Err(io::Error::other("the name has no address"));
    while let (Err(_), Some(addr)) = (&result, addrs.next()) {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / (1 + addrs.len() as u32);
        let share = share.max(Duration::from_millis(1));
        result = TcpStream::connect_timeout(&addr, share);
    }
    result
}

/// Shuts a connection down at a point in time, unless it is dropped before.
///
/// libssh2's own timeout is for one call, and is looked at only while there
/// is nothing to read: a server that never stops sending passes it by.
pub struct Deadline {
    end: Instant,
    _dropped: Sender<()>,
}

impl Deadline {
    pub(crate) fn set(stream: &TcpStream, end: Instant) -> io::Result<Self> {
        let stream = stream.try_clone()?;
        let (_dropped, called_off) = mpsc::channel::<()>();
        std::thread::spawn(move || {
            let left = end.saturating_duration_since(Instant::now());
            let result = called_off.recv_timeout(left);
            if result == Err(RecvTimeoutError::Timeout) {
                // Whoever waits for this socket has an answer now.
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        Ok(Self { end, _dropped })
    }

    /// The true cause of `error`, which a shut-down socket gives as its own.
    pub fn explain(&self, error: io::Error) -> io::Error {
        if Instant::now() < self.end {
            error
        } else {
            io::Error::new(io::ErrorKind::TimedOut, "out of time")
        }
    }
}
