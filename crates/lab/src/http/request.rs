//! A request: its head parsed, its body read to where it ends.

use std::io::Write;
use std::net::SocketAddr;

use super::chunks::read_chunks;
use super::fields::{Fields, is_token};
use super::input::{Input, Line};
use super::target::{Target, is_authority, is_hostless};
use super::{BODY_LIMIT, Broken, Connection, HEAD_LIMIT, refuse};

/// The methods of RFC 9110 §9.3 and RFC 5789: known, if not all allowed.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE",
    "PATCH",
];

/// A whole request.
#[derive(Debug)]
pub struct Request {
    /// One of those that are known.
    pub method: String,
    /// The path and the query.
    pub target: Target,
    /// The header section.
    pub fields: Fields,
    /// What followed it, without its transfer coding.
    pub body: Vec<u8>,
    /// Who sent it, where the kernel still knew.
    pub peer: Option<SocketAddr>,
    minor_version: u8,
}

/// Where a request's body ends (RFC 9112 §6.3).
enum Framing {
    Length(usize),
    Chunks,
}

impl Request {
    /// Reads the next request; `None` when the client is done.
    pub(super) fn read(
        stream: &dyn Connection,
        input: &mut Input,
    ) -> Result<Option<Request>, Broken> {
        let Some(mut request) = Request::read_head(input)? else {
            return Ok(None);
        };
        let framing = request.framing()?;
        request.meet_expectation(stream, input, &framing)?;
        request.peer = stream.peer_addr().ok();
        request.body = match framing {
            Framing::Length(length) => input.exact(length)?,
            Framing::Chunks => read_chunks(input)?,
        };
        Ok(Some(request))
    }

    fn read_head(input: &mut Input) -> Result<Option<Request>, Broken> {
        let mut left = HEAD_LIMIT;
        let mut line = Vec::new();
        // §2.2: an empty line before the request line is ignored, and old
        // clients send one behind their last request.
        for _ in 0..2 {
            if line.is_empty() {
                if !input.wait_for_request()? {
                    return Ok(None);
                }
                line = input.line(Line::Start, &mut left)?;
            }
        }
        input.is_head = line.starts_with(b"HEAD ");
        let mut request = parse_request_line(&line)?;
        loop {
            let line = input.line(Line::Field, &mut left)?;
            if line.is_empty() {
                break;
            }
            request.fields.add(&line)?;
        }
        request.check_host()?;
        Ok(Some(request))
    }

    /// §3.2: HTTP/1.1 wants exactly one Host, and a good one.
    fn check_host(&self) -> Result<(), Broken> {
        let mut hosts = self.fields.values("host");
        let (host, more) = (hosts.next(), hosts.next());
        if more.is_some() || (host.is_none() && self.is_http_11()) {
            return refuse(400, "a request needs exactly one Host field");
        }
        let host = host.unwrap_or_default();
        if !is_authority(host) {
            return refuse(400, "the Host field is not: host, or host:port");
        }
        // §3.3: no name is taken for granted here. In the absolute form, and
        // in HTTP/1.0, the field is not what names the host.
        let is_needed = self.is_http_11() && !self.target.is_absolute;
        if is_needed && is_hostless(host) {
            return refuse(400, "the Host field names no host");
        }
        Ok(())
    }

    /// Whether the answer's head alone is wanted (RFC 9110 §9.3.2).
    pub fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// Whether the client speaks HTTP/1.1, or a later version of the like.
    pub fn is_http_11(&self) -> bool {
        self.minor_version > 0
    }

    /// Whether the client lets the connection carry another request.
    pub(super) fn persists(&self) -> bool {
        self.is_http_11() && !self.fields.has_member("connection", "close")
    }

    /// RFC 9112 §6.1 to §6.3, with each MAY decided for the strict side.
    fn framing(&self) -> Result<Framing, Broken> {
        if !self.fields.contains("transfer-encoding") {
            return self.content_length().map(Framing::Length);
        }
        if self.fields.contains("content-length") {
            return refuse(400, "both Transfer-Encoding and Content-Length");
        }
        if !self.is_http_11() {
            return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
        }
        let codings: Vec<&str> =
            self.fields.members("transfer-encoding").collect();
        let chunked = |coding: &&str| coding.eq_ignore_ascii_case("chunked");
        match codings.split_last() {
            Some((last, [])) if chunked(last) => Ok(Framing::Chunks),
            Some((last, rest))
                if chunked(last) && !rest.iter().any(chunked) =>
            {
                refuse(501, "of transfer codings, chunked alone is understood")
            }
            _ => refuse(400, "chunked must be the last transfer coding, once"),
        }
    }

    /// §6.3: several equal values count as one; anything else is refused.
    fn content_length(&self) -> Result<usize, Broken> {
        let lengths = self.fields.values("content-length");
        let mut lengths = lengths.flat_map(|value| value.split(','));
        let Some(length) = lengths.next() else {
            return Ok(0);
        };
        let trim = |text: &'_ str| text.trim_matches([' ', '\t']).to_string();
        let length = trim(length);
        let digits = length.bytes().all(|b| b.is_ascii_digit());
        if length.is_empty() || !digits || lengths.any(|l| trim(l) != length) {
            return refuse(400, "Content-Length is not one decimal number");
        }
        match length.parse() {
            Ok(length) if length <= BODY_LIMIT => Ok(length),
            _ => refuse(413, "the body is over 1 MiB"),
        }
    }

    /// RFC 9110 §10.1.1: says `100 Continue` to a client that waits for it.
    fn meet_expectation(
        &self,
        mut stream: &dyn Connection,
        input: &Input,
        framing: &Framing,
    ) -> Result<(), Broken> {
        if !self.fields.contains("expect") || !self.is_http_11() {
            return Ok(());
        }
        if !self.fields.members("expect").all(is_continue) {
            return refuse(417, "of expectations, 100-continue alone is met");
        }
        let has_body = !matches!(framing, Framing::Length(0));
        if has_body && input.is_empty() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        Ok(())
    }
}

fn is_continue(expectation: &str) -> bool {
    expectation.eq_ignore_ascii_case("100-continue")
}

/// RFC 9112 §3: method, target and version, one space between them.
fn parse_request_line(line: &[u8]) -> Result<Request, Broken> {
    let malformed = "the request line is not: method SP target SP version";
    let Ok(line) = str::from_utf8(line) else {
        return refuse(400, malformed);
    };
    let mut words = line.split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return refuse(400, malformed);
    };
    if !is_token(method) || target.bytes().any(|b| !b.is_ascii_graphic()) {
        return refuse(400, malformed);
    }
    let minor_version = parse_version(version)?;
    if !METHODS.contains(&method) {
        return refuse(501, "this method is not known here");
    }
    Ok(Request {
        method: method.to_string(),
        target: Target::parse(method, target)?,
        fields: Fields::default(),
        body: Vec::new(),
        peer: None,
        minor_version,
    })
}

/// RFC 9112 §2.3: `HTTP/`, a digit, a dot, a digit. The minor version.
/// Versions 2 and 3 are also known without one.
fn parse_version(version: &str) -> Result<u8, Broken> {
    match version.strip_prefix("HTTP/").map(str::as_bytes) {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(minor - b'0'),
        Some([b'0'..=b'9', b'.', b'0'..=b'9'] | [b'2' | b'3']) => {
            refuse(505, "version 1.1 is spoken here")
        }
        _ => refuse(400, "the version is not of the form HTTP/1.1"),
    }
}
