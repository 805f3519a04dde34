//! The Hypertext Transfer Protocol, version 1.1 (RFC 9112), as far as one
//! payload shows it: a message that begins in an earlier packet is not
//! recognized.

use std::fmt;
use std::ops::Range;

use crate::carried::{Carried, Speaks};
use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::sink::Sink;
use crate::text::{list, show, text};
use crate::walk::Walk;

/// HTTP/1.
pub const LAYER: Layer = Layer::new("HTTP", &[]);

/// The messages that begin in a payload: one, or several where they are
/// pipelined or an interim response comes first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repr {
    /// In their order.
    pub messages: Vec<Message>,
}

/// A message, as far as it is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it asks for or answers.
    pub start: StartLine,
    /// Names and values of its field lines.
    pub fields: Vec<(String, Vec<u8>)>,
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;
    /// After `CONNECT` or `Upgrade` it is another protocol's turn.
    const LASTS: bool = false;

    fn over_tcp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        let mut messages = Vec::new();
        let mut rest = carried.payload;
        loop {
            let empty = empty_lines(rest);
            let behind = rest.get(empty..).unwrap_or_default();
            let Ok(head) = Head::new_checked(behind) else {
                break;
            };
            let slot = Slot::bytes("Empty line", 0..empty);
            carried.sink.put(slot, "before a start line");
            carried.sink.advance(empty);
            let len = head.describe(carried.sink);
            carried.sink.advance(len);
            rest = behind.get(len..).unwrap_or_default();
            messages.push(head.message());
        }
        (!messages.is_empty()).then_some(Repr { messages })
    }
}

/// The start lines: `GET /hello HTTP/1.1`.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&list(self.messages.iter().map(|it| &it.start)))
    }
}

/// The start line of a message, without the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartLine {
    /// A request line (RFC 9112 §3).
    Request {
        /// Such as `GET`.
        method: String,
        /// Such as `/hello`.
        target: String,
        /// Such as `HTTP/1.1`.
        version: String,
    },
    /// A status line (RFC 9112 §4).
    Status {
        /// Such as `HTTP/1.1`.
        version: String,
        /// Such as 200.
        code: u16,
        /// Such as `OK`; may be empty, and need not be ASCII.
        reason: Vec<u8>,
    },
}

impl StartLine {
    fn parse(line: &[u8]) -> Option<StartLine> {
        let (first, rest) = split(line, b' ')?;
        if is_version(first) {
            // The space is there even where the reason is not.
            let (code, reason) = split(rest, b' ').unwrap_or((rest, b""));
            let code = status_code(code)?;
            return Some(StartLine::Status {
                version: text(first),
                code,
                reason: reason.to_vec(),
            });
        }
        let (target, version) = split(rest, b' ')?;
        let visible = target.iter().all(u8::is_ascii_graphic);
        let request = is_token(first) && visible && !target.is_empty();
        (request && is_version(version)).then_some(StartLine::Request {
            method: text(first),
            target: text(target),
            version: text(version),
        })
    }

    fn name(&self) -> &'static str {
        match self {
            StartLine::Request { .. } => "Request line",
            StartLine::Status { .. } => "Status line",
        }
    }
}

/// The line itself, without the space before a reason that is empty.
impl fmt::Display for StartLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartLine::Request {
                method,
                target,
                version,
            } => write!(f, "{method} {target} {version}"),
            StartLine::Status {
                version,
                code,
                reason,
            } => {
                let reason = text(reason.trim_ascii_end());
                let space = if reason.is_empty() { "" } else { " " };
                write!(f, "{version} {code:03}{space}{reason}")
            }
        }
    }
}

/// The head of a message, which may be cut short: its start line is whole.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    bytes: &'a [u8],
    line: Range<usize>,
    start: StartLine,
}

impl<'a> Head<'a> {
    /// Fails with [`Error::Truncated`] where the first line does not end, and
    /// with [`Error::Malformed`] where it is no start line of HTTP/1.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Head<'a>, Error> {
        let (line, content) =
            next_line(&mut Walk::new(bytes)).ok_or(Error::Truncated)?;
        let start = StartLine::parse(content).ok_or(Error::Malformed)?;
        Ok(Head { bytes, line, start })
    }

    /// What the message asks for or answers.
    pub fn start_line(&self) -> &StartLine {
        &self.start
    }

    /// The bytes of the start line, with the end of the line.
    pub fn start_range(&self) -> Range<usize> {
        self.line.clone()
    }

    /// The lines behind the start line, up to the empty line or the last one
    /// that is whole; each with its end of the line in the range.
    pub fn lines(&self) -> Vec<Line<'a>> {
        let mut walk = Walk::from(self.bytes, self.line.end);
        let mut lines = Vec::new();
        while let Some((range, content)) = next_line(&mut walk) {
            lines.push(Line { range, content });
            if content.is_empty() {
                break;
            }
        }
        lines
    }

    fn message(&self) -> Message {
        let lines = self.lines();
        let fields = lines.iter().filter_map(Line::field);
        let fields = fields.map(|(name, value)| (text(name), value.to_vec()));
        Message {
            start: self.start.clone(),
            fields: fields.collect(),
        }
    }

    /// Describes the message and returns how many bytes it takes.
    fn describe(&self, sink: &mut Sink) -> usize {
        let slot = Slot::bytes(self.start.name(), self.line.clone());
        sink.put(slot, &self.start);
        let lines = self.lines();
        for line in &lines {
            line.describe(sink);
        }
        let end = lines.last().map_or(self.line.end, |last| last.range.end);
        if lines.last().is_none_or(|last| !last.content.is_empty()) {
            return end;
        }
        let rest = self.bytes.get(end..).unwrap_or_default();
        let body = self.body_len(&lines).unwrap_or(rest.len()).min(rest.len());
        let shown = show(rest.get(..body).unwrap_or_default());
        sink.put(Slot::bytes("Message body", end..end + body), shown);
        end + body
    }

    /// The length of the body, or nothing where it goes on until it ends
    /// itself (RFC 9112 §6.3).
    fn body_len(&self, lines: &[Line<'_>]) -> Option<usize> {
        let value = |name| lines.iter().find_map(|line| line.value(name));
        if let StartLine::Status {
            code: 100..=199 | 204 | 304,
            ..
        } = self.start
        {
            return Some(0);
        }
        if value("transfer-encoding").is_some() {
            return None;
        }
        let length = value("content-length").map(|value| {
            let digits = std::str::from_utf8(value).ok()?;
            digits.parse().ok()
        });
        match (length, &self.start) {
            (Some(length), _) => length,
            (None, StartLine::Request { .. }) => Some(0),
            (None, StartLine::Status { .. }) => None,
        }
    }
}

/// One line of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its bytes, with the end of the line.
    pub range: Range<usize>,
    /// The same without the end of the line.
    pub content: &'a [u8],
}

impl<'a> Line<'a> {
    /// Name and value, if it is a field line (RFC 9112 §5).
    pub fn field(&self) -> Option<(&'a [u8], &'a [u8])> {
        let (name, value) = split(self.content, b':')?;
        is_token(name).then(|| (name, value.trim_ascii()))
    }

    fn value(&self, wanted: &str) -> Option<&'a [u8]> {
        let (name, value) = self.field()?;
        name.eq_ignore_ascii_case(wanted.as_bytes())
            .then_some(value)
    }

    /// A line that is neither a field nor empty is left to be data.
    fn describe(&self, sink: &mut Sink) {
        let slot = |name| Slot::bytes(name, self.range.clone());
        if self.content.is_empty() {
            sink.put(slot("Empty line"), "end of the header section");
        } else if self.field().is_some() {
            let varies = self.value("date").is_some();
            sink.put_if(slot("Field line"), text(self.content), varies);
        }
    }
}

/// How many bytes of empty lines stand here, which whoever reads a request
/// ignores (RFC 9112 §2.2).
fn empty_lines(bytes: &[u8]) -> usize {
    let mut len = 0;
    while bytes.get(len..len + 2) == Some(b"\r\n") {
        len += 2;
    }
    len
}

/// The next line, with and without its end, if it is whole. A bare LF ends
/// one too (RFC 9112 §2.2).
fn next_line<'a>(walk: &mut Walk<'a>) -> Option<(Range<usize>, &'a [u8])> {
    let end = walk.rest().iter().position(|byte| *byte == b'\n')?;
    let (range, line) = walk.slice(end + 1)?;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    Some((range, line.strip_suffix(b"\r").unwrap_or(line)))
}

fn split(bytes: &[u8], at: u8) -> Option<(&[u8], &[u8])> {
    let place = bytes.iter().position(|byte| *byte == at)?;
    Some((bytes.get(..place)?, bytes.get(place + 1..)?))
}

fn is_version(word: &[u8]) -> bool {
    matches!(word, [b'H', b'T', b'T', b'P', b'/', b'1', b'.', minor]
        if minor.is_ascii_digit())
}

fn status_code(word: &[u8]) -> Option<u16> {
    let three = word.len() == 3 && word.iter().all(u8::is_ascii_digit);
    let digits = three.then(|| std::str::from_utf8(word).ok())??;
    digits.parse().ok()
}

/// A token (RFC 9110 §5.6.2), of which method and field name are made.
fn is_token(word: &[u8]) -> bool {
    let part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
    };
    !word.is_empty() && word.iter().all(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &[u8] = b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

    #[test]
    fn a_request() {
        let head = Head::new_checked(GET).unwrap();
        assert_eq!(head.start_line().to_string(), "GET /hello HTTP/1.1");
        assert_eq!(head.start_range(), 0..21);
        let lines = head.lines();
        assert_eq!(lines[0].field(), Some((&b"Host"[..], &b"a"[..])));
        assert_eq!(lines[0].range, 21..30);
        assert_eq!(lines[1].range, 30..32);
    }

    #[test]
    fn a_status_without_a_reason() {
        let head = Head::new_checked(b"HTTP/1.1 204 \r\n").unwrap();
        let StartLine::Status { code, reason, .. } = head.start_line() else {
            panic!("no status line");
        };
        assert_eq!((*code, &reason[..]), (204, &b""[..]));
        assert_eq!(head.start_line().to_string(), "HTTP/1.1 204");
    }

    #[test]
    fn quotes_in_a_start_line_are_as_they_were_sent() {
        let line = b"GET /?q=\"it's\" HTTP/1.1\r\n";
        let head = Head::new_checked(line).unwrap();
        let shown = head.start_line().to_string();
        assert_eq!(shown, "GET /?q=\"it's\" HTTP/1.1");
    }

    #[test]
    fn what_is_not_http() {
        let error = |bytes| Head::new_checked(bytes).unwrap_err();
        assert_eq!(error(b"GET / HTTP/1.1"), Error::Truncated);
        assert_eq!(error(b"hello\n"), Error::Malformed);
        assert_eq!(error(b"GET /\r\n"), Error::Malformed);
        assert_eq!(error(b"PRI * HTTP/2.0\r\n"), Error::Malformed);
        assert_eq!(error(b"HTTP/1.1 20x OK\r\n"), Error::Malformed);
    }
}
