//! The bytes of a connection, read under a deadline and never unbounded.

use std::io::{self, ErrorKind, Read};
use std::net::TcpStream;
use std::time::Instant;

use super::response::Status;
use super::{Broken, HEAD_LIMIT, IDLE_TIME, REQUEST_TIME};

/// What has arrived and was not yet used. It outlives a request, because a
/// client may send the next one before it has the answer (RFC 9112 §9.3.2).
pub struct Input<'a> {
    stream: &'a TcpStream,
    buffer: Vec<u8>,
    deadline: Instant,
}

impl<'a> Input<'a> {
    pub fn new(stream: &'a TcpStream) -> Input<'a> {
        let deadline = Instant::now() + IDLE_TIME;
        Input {
            stream,
            buffer: Vec::new(),
            deadline,
        }
    }

    /// Whether bytes of the body have come along with the head.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Waits for a request's first byte; `false` when the client is done.
    pub fn wait_for_request(&mut self) -> io::Result<bool> {
        self.deadline = Instant::now() + IDLE_TIME;
        if self.buffer.is_empty() && self.fill()? == 0 {
            return Ok(false);
        }
        self.deadline = Instant::now() + REQUEST_TIME;
        Ok(true)
    }

    /// The next line without its end, CR LF or (RFC 9112 §2.2) a bare LF.
    /// `left` is what remains of the head's limit, and is counted down.
    pub fn line(&mut self, left: &mut usize) -> Result<Vec<u8>, Broken> {
        let mut searched = 0;
        loop {
            let found =
                self.buffer[searched..].iter().position(|&b| b == b'\n');
            let length = found.map(|at| searched + at + 1);
            if length.unwrap_or(self.buffer.len()) > *left {
                return Err(Self::too_long(*left));
            }
            if let Some(length) = length {
                *left -= length;
                let mut line: Vec<u8> = self.buffer.drain(..length).collect();
                line.pop();
                line.pop_if(|last| *last == b'\r');
                return Ok(line);
            }
            searched = self.buffer.len();
            self.more()?;
        }
    }

    /// Exactly `length` bytes. The caller has compared it with a limit.
    pub fn exact(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        while self.buffer.len() < length {
            self.more()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn too_long(left: usize) -> Broken {
        // Nothing of the head was used, so it is the first line that is long.
        if left == HEAD_LIMIT {
            return Broken::Refused(
                Status(414),
                "the request line is too long",
            );
        }
        Broken::Refused(Status(431), "the header section is over 16 KiB")
    }

    /// Reads on inside a request, where the end of the stream is an error.
    fn more(&mut self) -> Result<(), Broken> {
        match self.fill() {
            Ok(0) => Err(Broken::Gone),
            Ok(_) => Ok(()),
            Err(error) if is_timeout(&error) => Err(Broken::Refused(
                Status(408),
                "the request did not arrive within 10 seconds",
            )),
            Err(error) => Err(error.into()),
        }
    }

    /// One read, before the deadline: a peer that sends a byte now and then
    /// gets no more time than one that sends nothing.
    fn fill(&mut self) -> io::Result<usize> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut chunk = [0; 8192];
        loop {
            match self.stream.read(&mut chunk) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => {
                    let count = result?;
                    self.buffer.extend_from_slice(&chunk[..count]);
                    return Ok(count);
                }
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    // Unix says WouldBlock where Windows says TimedOut.
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
