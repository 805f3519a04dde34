//! A request: its head parsed, its body read to where it ends.

use std::io::Write;
use std::net::TcpStream;

use super::input::Input;
use super::response::Status;
use super::{BODY_LIMIT, Broken, HEAD_LIMIT};

/// The methods of RFC 9110 §9.3 and RFC 5789: known, if not all allowed.
const METHODS: [&str; 9] = [
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE",
    "PATCH",
];

/// A whole request.
pub struct Request {
    pub method: String,
    /// The target's path, without its query.
    pub path: String,
    /// The field lines in the order received, names as the client wrote them.
    pub fields: Vec<(String, String)>,
    pub body: Vec<u8>,
    minor_version: u8,
}

/// Where a request's body ends (RFC 9112 §6.3).
enum Framing {
    Length(usize),
    Chunks,
}

impl Request {
    /// Reads the next request; `None` when the client is done.
    pub fn read(
        stream: &TcpStream,
        input: &mut Input,
    ) -> Result<Option<Request>, Broken> {
        if !input.wait_for_request()? {
            return Ok(None);
        }
        let mut request = Request::read_head(input)?;
        let framing = request.framing()?;
        request.meet_expectation(stream, input, &framing)?;
        request.body = match framing {
            Framing::Length(length) => input.exact(length)?,
            Framing::Chunks => read_chunks(input)?,
        };
        Ok(Some(request))
    }

    fn read_head(input: &mut Input) -> Result<Request, Broken> {
        let mut left = HEAD_LIMIT;
        let mut line = input.line(&mut left)?;
        if line.is_empty() {
            // §2.2: an empty line before the request line is ignored.
            line = input.line(&mut left)?;
        }
        let mut request = parse_request_line(&line)?;
        loop {
            let line = input.line(&mut left)?;
            if line.is_empty() {
                break;
            }
            request.fields.push(parse_field_line(&line)?);
        }
        // §3.2: HTTP/1.1 wants exactly one Host.
        let hosts = request.values("host").count();
        if hosts > 1 || (hosts == 0 && request.is_http_11()) {
            return refuse(400, "a request needs exactly one Host field");
        }
        Ok(request)
    }

    pub fn is_http_11(&self) -> bool {
        self.minor_version > 0
    }

    /// Whether the client lets the connection carry another request.
    pub fn persists(&self) -> bool {
        self.is_http_11() && !self.has_token("connection", "close")
    }

    /// The values of the field lines named `name`, in any case (RFC 9110
    /// §5.1).
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The members of the comma-separated list in all of a field's lines.
    fn members(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values(name)
            .flat_map(|value| value.split(','))
            .map(|member| member.trim_matches([' ', '\t']))
            .filter(|member| !member.is_empty())
    }

    fn has_token(&self, name: &str, token: &str) -> bool {
        self.members(name)
            .any(|member| member.eq_ignore_ascii_case(token))
    }

    /// RFC 9112 §6.1 to §6.3, with each MAY decided for the strict side.
    fn framing(&self) -> Result<Framing, Broken> {
        if self.values("transfer-encoding").next().is_none() {
            return self.content_length().map(Framing::Length);
        }
        if self.values("content-length").next().is_some() {
            return refuse(400, "both Transfer-Encoding and Content-Length");
        }
        if !self.is_http_11() {
            return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
        }
        let codings: Vec<&str> = self.members("transfer-encoding").collect();
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
        let mut lengths = self.values("content-length").flat_map(|value| {
            value
                .split(',')
                .map(|member| member.trim_matches([' ', '\t']))
        });
        let Some(length) = lengths.next() else {
            return Ok(0);
        };
        let digits = length.bytes().all(|b| b.is_ascii_digit());
        if length.is_empty() || !digits || lengths.any(|l| l != length) {
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
        mut stream: &TcpStream,
        input: &Input,
        framing: &Framing,
    ) -> Result<(), Broken> {
        if self.values("expect").next().is_none() || !self.is_http_11() {
            return Ok(());
        }
        if !self.members("expect").all(is_continue) {
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
        path: parse_target(method, target)?,
        fields: Vec::new(),
        body: Vec::new(),
        minor_version,
    })
}

/// RFC 9112 §2.3: `HTTP/`, a digit, a dot, a digit. The minor version.
fn parse_version(version: &str) -> Result<u8, Broken> {
    match version.strip_prefix("HTTP/").map(str::as_bytes) {
        Some([b'1', b'.', minor @ b'0'..=b'9']) => Ok(minor - b'0'),
        Some([b'0'..=b'9', b'.', b'0'..=b'9']) => {
            refuse(505, "version 1.1 is spoken here")
        }
        _ => refuse(400, "the version is not of the form HTTP/1.1"),
    }
}

/// RFC 9112 §3.2: the path out of a target in any form a server must take.
fn parse_target(method: &str, target: &str) -> Result<String, Broken> {
    if method == "CONNECT" {
        return refuse(501, "this is no proxy");
    }
    if method == "OPTIONS" && target == "*" {
        return Ok("*".into());
    }
    // The absolute form, which is for proxies, but a server accepts it.
    let after_scheme = target
        .split_once("://")
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http"));
    let origin = match after_scheme {
        Some((_, rest)) => rest.find(['/', '?']).map_or("/", |at| &rest[at..]),
        None if target.starts_with('/') => target,
        None => return refuse(400, "the target does not begin with a slash"),
    };
    let path = origin.split('?').next().unwrap_or_default();
    Ok(if path.is_empty() { "/" } else { path }.to_string())
}

/// RFC 9112 §5: name, colon, value; no space before the colon (§5.1), no
/// continuation line (§5.2).
fn parse_field_line(line: &[u8]) -> Result<(String, String), Broken> {
    let line = String::from_utf8_lossy(line);
    if line.chars().any(|c| c.is_ascii_control() && c != '\t') {
        return refuse(400, "a field line holds a control character");
    }
    match line.split_once(':') {
        Some((name, value)) if is_token(name) => {
            let value = value.trim_matches([' ', '\t']);
            Ok((name.to_string(), value.to_string()))
        }
        _ => refuse(400, "a field line is not: name, colon, value"),
    }
}

/// RFC 9110 §5.6.2.
fn is_token(text: &str) -> bool {
    let tchar =
        |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(tchar)
}

/// RFC 9112 §7.1: chunks up to an empty one, then trailers, which are dropped.
fn read_chunks(input: &mut Input) -> Result<Vec<u8>, Broken> {
    let mut body = Vec::new();
    // Chunk extensions and trailers are read, so they are limited too. One
    // less than the head's limit: a long line here is no request line.
    let mut left = HEAD_LIMIT - 1;
    loop {
        let size = parse_chunk_size(&input.line(&mut left)?)?;
        if size == 0 {
            break;
        }
        if size > BODY_LIMIT - body.len() {
            return refuse(413, "the body is over 1 MiB");
        }
        body.extend(input.exact(size)?);
        if !input.line(&mut left)?.is_empty() {
            return refuse(400, "a chunk is longer than it said");
        }
        // A chunk's own lines are paid for by its data.
        left = HEAD_LIMIT - 1;
    }
    while !input.line(&mut left)?.is_empty() {}
    Ok(body)
}

fn parse_chunk_size(line: &[u8]) -> Result<usize, Broken> {
    let end = line.iter().position(|&b| b == b';').unwrap_or(line.len());
    let digits = line[..end].trim_ascii_end();
    let malformed = "a chunk does not begin with its size in hexadecimal";
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return refuse(400, malformed);
    }
    let Ok(digits) = str::from_utf8(digits) else {
        return refuse(400, malformed);
    };
    // §7.1: large numerals are to be expected; they are too large, not wrong.
    Ok(usize::from_str_radix(digits, 16).unwrap_or(usize::MAX))
}

fn refuse<T>(status: u16, why: &'static str) -> Result<T, Broken> {
    Err(Broken::Refused(Status(status), why))
}
