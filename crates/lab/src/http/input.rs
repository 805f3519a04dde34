//! The bytes of a connection, read under a deadline and never unbounded.

use std::io::{self, ErrorKind};
use std::time::Instant;

use super::{Broken, Connection, Limits, refuse};

/// What a line belongs to, which decides how it may end and how it is
/// refused where it does not.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The request line, which may end in a bare LF (RFC 9112 §2.2).
    Start,
    /// A field of the head, which may as well.
    Field,
    /// A chunk's size or a trailer: CR LF only.
    Chunk,
}

impl Line {
    fn too_long<T>(self) -> Result<T, Broken> {
        match self {
            Line::Start => refuse(414, "the request line is too long"),
            Line::Field => refuse(431, "the header section is over 16 KiB"),
            Line::Chunk => refuse(431, "a chunk's lines are over 16 KiB"),
        }
    }
}

/// What has arrived and was not yet used. It outlives a request, because a
/// client may send the next one before it has the answer (RFC 9112 §9.3.2).
pub struct Input<'a> {
    stream: &'a dyn Connection,
    limits: Limits,
    buffer: Vec<u8>,
    deadline: Instant,
    /// Whether the request that is under way is a HEAD, as far as is known:
    /// a refusal of it has no content either (RFC 9110 §9.3.2).
    pub is_head: bool,
}

impl<'a> Input<'a> {
    pub fn new(stream: &'a dyn Connection, limits: Limits) -> Input<'a> {
        Input {
            stream,
            limits,
            buffer: Vec::new(),
            deadline: Instant::now() + limits.idle,
            is_head: false,
        }
    }

    /// Whether bytes of the body have come along with the head.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Waits for a request's first byte; `false` when the client is done.
    pub fn wait_for_request(&mut self) -> io::Result<bool> {
        self.deadline = Instant::now() + self.limits.idle;
        self.is_head = false;
        if self.buffer.is_empty() && self.fill()? == 0 {
            return Ok(false);
        }
        self.deadline = Instant::now() + self.limits.request;
        Ok(true)
    }

    /// The next line without its end. `left` is what remains of a limit,
    /// and is counted down.
    pub fn line(
        &mut self,
        kind: Line,
        left: &mut usize,
    ) -> Result<Vec<u8>, Broken> {
        let mut searched = 0;
        loop {
            let found =
                self.buffer[searched..].iter().position(|&b| b == b'\n');
            let length = found.map(|at| searched + at + 1);
            if length.unwrap_or(self.buffer.len()) > *left {
                return kind.too_long();
            }
            if let Some(length) = length {
                *left -= length;
                let mut line: Vec<u8> = self.buffer.drain(..length).collect();
                line.pop();
                let has_cr = line.pop_if(|last| *last == b'\r').is_some();
                if !has_cr && kind == Line::Chunk {
                    return refuse(400, "a chunk's line does not end in CR LF");
                }
                return Ok(line);
            }
            searched = self.buffer.len();
            self.more()?;
        }
    }

    /// The CR LF behind a chunk's data, refused as soon as it is none.
    pub fn chunk_end(&mut self) -> Result<(), Broken> {
        for expected in *b"\r\n" {
            if self.exact(1)? != [expected] {
                return refuse(400, "a chunk does not end where it said");
            }
        }
        Ok(())
    }

    /// Exactly `length` bytes. The caller has compared it with a limit.
    pub fn exact(&mut self, length: usize) -> Result<Vec<u8>, Broken> {
        while self.buffer.len() < length {
            self.more()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    /// Reads on inside a request, where the end of the stream is an error.
    fn more(&mut self) -> Result<(), Broken> {
        match self.fill() {
            Ok(0) => refuse(400, "the connection ended within the request"),
            Ok(_) => Ok(()),
            Err(error) if is_timeout(&error) => {
                refuse(408, "the request did not arrive in time")
            }
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
            match self.stream.receive(&mut chunk) {
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
