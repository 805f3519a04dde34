//! The Hypertext Transfer Protocol, version 1.1 (RFC 9112), as far as one
//! payload shows it: a message that begins in an earlier packet is not
//! recognized.

use std::ops::Range;

use super::sink::{Sink, Walk, show, text};
use super::{Error, Slot};

/// The start line of a message, without the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartLine<'a> {
    /// A request line (RFC 9112 §3).
    Request {
        /// Such as `GET`.
        method: &'a [u8],
        /// Such as `/hello`.
        target: &'a [u8],
        /// Such as `HTTP/1.1`.
        version: &'a [u8],
    },
    /// A status line (RFC 9112 §4).
    Status {
        /// Such as `HTTP/1.1`.
        version: &'a [u8],
        /// Such as 200.
        code: u16,
        /// Such as `OK`; may be empty.
        reason: &'a [u8],
    },
}

impl<'a> StartLine<'a> {
    fn parse(line: &'a [u8]) -> Option<StartLine<'a>> {
        let (first, rest) = split(line, b' ')?;
        if is_version(first) {
            // The space is there even where the reason is not.
            let (code, reason) = split(rest, b' ').unwrap_or((rest, b""));
            let code = status_code(code)?;
            return Some(StartLine::Status {
                version: first,
                code,
                reason,
            });
        }
        let (target, version) = split(rest, b' ')?;
        let visible = target.iter().all(u8::is_ascii_graphic);
        let request = is_token(first) && visible && !target.is_empty();
        (request && is_version(version)).then_some(StartLine::Request {
            method: first,
            target,
            version,
        })
    }

    fn name(&self) -> &'static str {
        match self {
            StartLine::Request { .. } => "Request line",
            StartLine::Status { .. } => "Status line",
        }
    }
}

/// The head of a message, which may be cut short: its start line is whole.
#[derive(Debug, Clone)]
pub struct Head<'a> {
    bytes: &'a [u8],
    line: Range<usize>,
    start: StartLine<'a>,
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
    pub fn start_line(&self) -> &StartLine<'a> {
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

    /// One line on the message: `GET /hello HTTP/1.1`, `HTTP/1.1 200 OK`.
    pub fn summary(&self) -> String {
        let line = self.bytes.get(self.line.clone()).unwrap_or_default();
        text(line.trim_ascii_end())
    }

    /// Describes the message and returns how many bytes it takes.
    fn describe(&self, sink: &mut Sink) -> usize {
        let summary = self.summary();
        sink.put(Slot::bytes(self.start.name(), self.line.clone()), summary);
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

/// Describes the messages that begin in this payload: one, or several where
/// they are pipelined or an interim response comes first.
pub(super) fn describe(payload: &[u8], sink: &mut Sink) -> Option<String> {
    let mut summaries = Vec::new();
    let mut rest = payload;
    while let Ok(head) = Head::new_checked(rest) {
        summaries.push(head.summary());
        let len = head.describe(sink);
        sink.advance(len);
        rest = rest.get(len..).unwrap_or_default();
    }
    (!summaries.is_empty()).then(|| summaries.join(", "))
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
        assert_eq!(head.summary(), "GET /hello HTTP/1.1");
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
        assert_eq!((*code, *reason), (204, &b""[..]));
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

    #[test]
    fn pipelined_requests_are_told_apart() {
        let mut sink = Sink::new();
        let info = describe(&[GET, GET].concat(), &mut sink).unwrap();
        assert_eq!(info, "GET /hello HTTP/1.1, GET /hello HTTP/1.1");
    }

    #[test]
    fn a_body_ends_where_its_length_says() {
        let message = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi?";
        let mut sink = Sink::new();
        describe(message, &mut sink).unwrap();
        let fields = sink.finish(message, &(0..message.len()));
        let body = &fields[fields.len() - 2];
        assert_eq!((body.name, &*body.value), ("Message body", "\"hi\""));
        assert_eq!(fields.last().unwrap().name, "Data");
    }

    #[test]
    fn only_the_date_varies() {
        let message = b"HTTP/1.1 200 OK\r\nDATE: now\r\nX y: z\r\n\r\n";
        let mut sink = Sink::new();
        describe(message, &mut sink).unwrap();
        let fields = sink.finish(message, &(0..message.len()));
        let seen = fields.iter().map(|field| (field.name, field.varies));
        let expected = [
            ("Status line", false),
            ("Field line", true),
            ("Data", false),
            ("Empty line", false),
        ];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }
}
