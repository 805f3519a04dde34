//! Bytes carried both ways between a channel and a socket.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use ssh2::Channel;

use crate::connect::{Connection, MOMENT};

/// Carries what comes from `stream` into `channel`, and back, until both have
/// ended. What the one has ended the other is told, and may still answer.
///
/// # Errors
///
/// Either connection breaks.
pub fn pump(
    link: &Connection,
    channel: &mut Channel,
    stream: &mut TcpStream,
) -> io::Result<()> {
    let mut there = Way::new();
    let result = both_ways(link, channel, stream, &mut there);
    if result.is_err() {
        // Behind a packet that is half sent, libssh2 sends no other.
        link.session.set_blocking(true);
        let _ = channel.write_all(&there.bytes);
    }
    result
}

fn both_ways(
    link: &Connection,
    channel: &mut Channel,
    stream: &mut TcpStream,
    there: &mut Way,
) -> io::Result<()> {
    link.session.set_blocking(false);
    stream.set_nonblocking(true)?;
    let mut back = Way::new();
    loop {
        let mut moved = there.carry(stream, channel)?;
        moved |= back.carry(channel, stream)?;
        if there.is_at_end() {
            there.told = there.told || done(channel.send_eof())?;
        }
        if back.is_at_end() && !back.told {
            stream.shutdown(Shutdown::Write)?;
            back.told = true;
        }
        if there.told && back.told {
            return done(channel.close()).map(|_| ());
        }
        if !moved && back.bytes.is_empty() {
            link.wait_briefly()?;
        } else if !moved {
            // More that has come would end that wait, and cannot be taken.
            thread::sleep(MOMENT);
        }
    }
}

/// One of the two directions, and what is in it.
struct Way {
    bytes: Vec<u8>,
    ended: bool,
    told: bool,
}

impl Way {
    fn new() -> Self {
        Self {
            bytes: Vec::new(),
            ended: false,
            told: false,
        }
    }

    fn is_at_end(&self) -> bool {
        self.ended && self.bytes.is_empty()
    }

    /// Takes some more if all is gone, and gives as much as is taken. Says
    /// whether anything has moved.
    fn carry(
        &mut self,
        from: &mut impl Read,
        to: &mut impl Write,
    ) -> io::Result<bool> {
        if self.bytes.is_empty() && !self.ended {
            let mut piece = [0; 32 << 10];
            if let Some(n) = now(from.read(&mut piece))? {
                self.bytes.extend(&piece[..n]);
                self.ended = n == 0;
            }
        }
        let given = if self.bytes.is_empty() {
            None
        } else {
            now(to.write(&self.bytes))?
        };
        self.bytes.drain(..given.unwrap_or(0));
        Ok(given.is_some())
    }
}

/// What a call has done, if it has not to wait.
fn now(result: io::Result<usize>) -> io::Result<Option<usize>> {
    match result {
        Ok(n) => Ok(Some(n)),
        Err(e) if e.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(e) => Err(e),
    }
}

fn done(result: Result<(), ssh2::Error>) -> io::Result<bool> {
    Ok(now(result.map(|()| 0).map_err(io::Error::from))?.is_some())
}
