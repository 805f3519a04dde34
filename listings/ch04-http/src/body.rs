//! A body as it comes, in pieces of any size: what of it is content, and
//! where it ends (RFC 9112 §6.3, §7.1).

use std::mem;

use crate::answer::Reason;
use crate::framing::Framing;
use crate::request::field;

/// The longest line between two chunks or in a trailer, in bytes.
const LINE: usize = 4096;
/// The most of all extensions and the trailer together, in bytes.
const EXTRA: usize = 16 * 1024;

/// A body of which a part has come.
#[derive(Debug)]
pub struct Body {
    state: State,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// What extensions and the trailer may still have, in bytes.
    left: usize,
    trailer: Vec<String>,
}

/// What the next byte belongs to.
#[derive(Debug)]
enum State {
    Content(u64),
    UpToClose,
    Size,
    Chunk(u64),
    ChunkEnd,
    Trailer,
    /// To the next message, if to any.
    Whole,
}

impl Body {
    /// One of which nothing has come.
    pub fn new(framing: Framing) -> Body {
        let state = match framing {
            Framing::Nothing | Framing::Tunnel | Framing::Length(0) => {
                State::Whole
            }
            Framing::Length(length) => State::Content(length),
            Framing::Chunks => State::Size,
            Framing::Close => State::UpToClose,
        };
        Body {
            state,
            line: Vec::new(),
            left: EXTRA,
            trailer: Vec::new(),
        }
    }

    /// Whether its last byte has come. Up to a close it never has.
    pub fn is_whole(&self) -> bool {
        matches!(self.state, State::Whole)
    }

    /// Takes what came and adds what of it is content; says how many bytes
    /// were the body's. Those behind are not.
    ///
    /// # Errors
    /// Where the bytes are no body, or say too much.
    pub fn take(
        &mut self,
        bytes: &[u8],
        content: &mut Vec<u8>,
    ) -> Result<usize, Reason> {
        let mut used = 0;
        while used < bytes.len() && !self.is_whole() {
            used += self.step(&bytes[used..], content)?;
        }
        Ok(used)
    }

    /// What the stream's end makes of it: the trailer's lines.
    ///
    /// # Errors
    /// Where more was announced.
    pub fn end(self) -> Result<Vec<String>, Reason> {
        match self.state {
            State::Whole | State::UpToClose => Ok(self.trailer),
            _ => Err("the body was cut"),
        }
    }

    fn step(
        &mut self,
        bytes: &[u8],
        content: &mut Vec<u8>,
    ) -> Result<usize, Reason> {
        let (left, next) = match &mut self.state {
            State::Content(left) => (left, State::Whole),
            State::Chunk(left) => (left, State::ChunkEnd),
            State::UpToClose => {
                content.extend(bytes);
                return Ok(bytes.len());
            }
            _ => return self.line(bytes),
        };
        // No memory is asked for by what was announced, only by what came.
        let n = usize::try_from(*left)
            .map_or(bytes.len(), |left| left.min(bytes.len()));
        content.extend(&bytes[..n]);
        *left -= n as u64;
        if *left == 0 {
            self.state = next;
        }
        Ok(n)
    }

    /// Up to a line's end, which may be in a later piece.
    fn line(&mut self, bytes: &[u8]) -> Result<usize, Reason> {
        let end = bytes.iter().position(|&b| b == b'\n');
        let n = end.map_or(bytes.len(), |end| end + 1);
        if self.line.len() + n > LINE {
            return Err("too long a line in a body of chunks");
        }
        self.line.extend(&bytes[..n]);
        if end.is_some() {
            let line = mem::take(&mut self.line);
            // §7.1 has CR LF. A reader that takes a lone LF, too, sees other
            // chunks than one that does not.
            let line = line.strip_suffix(b"\r\n");
            let line = line.ok_or("no line end in a body of chunks")?;
            // What is quoted may be bytes from 80 on, too.
            self.turn(&String::from_utf8_lossy(line))?;
        }
        Ok(n)
    }

    fn turn(&mut self, line: &str) -> Result<(), Reason> {
        self.state = match (&self.state, line) {
            (State::Size, line) => {
                let (size, extension) = size(line).ok_or("no chunk's size")?;
                self.spend(extension)?;
                let last = size == 0;
                if last {
                    State::Trailer
                } else {
                    State::Chunk(size)
                }
            }
            (State::ChunkEnd, "") => State::Size,
            (State::ChunkEnd, _) => return Err("a chunk longer than its size"),
            (State::Trailer, "") => State::Whole,
            _ => {
                self.spend(line.len())?;
                field(line).ok_or("a trailer that is no field")?;
                self.trailer.push(line.into());
                State::Trailer
            }
        };
        Ok(())
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Reason> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or("too many extensions, or too long a trailer")?;
        Ok(())
    }
}

/// A chunk's size, and how long the extension behind it is, which may be
/// passed over (§7.1.1).
fn size(line: &str) -> Option<(u64, usize)> {
    let end = line.find([';', ' ', '\t']).unwrap_or(line.len());
    let (digits, extension) = line.split_at(end);
    let begins = extension.trim_start_matches([' ', '\t']);
    let plain = extension.chars().all(|c| c == '\t' || !c.is_control());
    let well = extension.is_empty() || begins.starts_with(';');
    // `from_str_radix` would take a sign as well.
    let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
    let size = u64::from_str_radix(digits, 16).ok()?;
    (hex && well && plain).then_some((size, extension.len()))
}
