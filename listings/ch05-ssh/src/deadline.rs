//! A TCP connection that is there in time, and an end for all that is done
//! over it.

use std::io;
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use ssh2::{Error, ErrorCode, Session};

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

/// Tries each address that `addr` stands for, with its share of the time that
/// is left: one that says nothing leaves theirs to those after it.
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
    session: Option<Session>,
    _dropped: Sender<()>,
}

impl Deadline {
    pub(crate) fn set(stream: &TcpStream, end: Instant) -> io::Result<Self> {
        let stream = stream.try_clone()?;
        let (_dropped, called_off) = mpsc::channel::<()>();
        // `thread::spawn` would panic where the system refuses a thread.
        std::thread::Builder::new().spawn(move || {
            let left = end.saturating_duration_since(Instant::now());
            let result = called_off.recv_timeout(left);
            if result == Err(RecvTimeoutError::Timeout) {
                // Whoever waits for this socket has an answer now.
                let _ = stream.shutdown(Shutdown::Both);
            }
        })?;
        Ok(Self {
            end,
            session: None,
            _dropped,
        })
    }

    /// The same for what is done in this session.
    pub(crate) fn of(self, session: &Session) -> Self {
        let session = Some(session.clone());
        Self { session, ..self }
    }

    /// What stands behind `error`: that the time is over (a socket that was
    /// shut down says something else), or what libssh2's texts leave out.
    pub fn explain(&self, error: io::Error) -> io::Error {
        let late = error.kind() == io::ErrorKind::TimedOut;
        if late || Instant::now() >= self.end {
            return io::Error::new(io::ErrorKind::TimedOut, "out of time");
        }
        match &self.session {
            Some(session) => clear(session, error),
            None => error,
        }
    }
}

/// For a connection that is gone libssh2 has many texts, "Unexpected error"
/// and "Waiting for password response" among them, and one number for each
/// way to notice it: SOCKET_SEND, SOCKET_DISCONNECT, SOCKET_RECV. Where SFTP
/// makes no sense it speaks of a timeout, or knows no text.
fn clear(session: &Session, error: io::Error) -> io::Error {
    const GONE: [i32; 3] = [-7, -13, -43];
    let last = Error::last_session_error(session).map(|last| last.code());
    let gone = GONE.iter().any(|n| last == Some(ErrorCode::Session(*n)));
    let text = error.to_string();
    let odd = text == "unknown error" || text.starts_with("Timeout waiting");
    let text = match (gone, odd) {
        (true, _) => format!("the connection broke: {text}"),
        (false, true) => format!("no answer that makes sense: {text}"),
        (false, false) => return error,
    };
    io::Error::new(error.kind(), text)
}
