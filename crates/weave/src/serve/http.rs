//! As much of HTTP/1.1 as a reader's browser needs: one GET or HEAD a
//! connection (RFC 9110, RFC 9112).

use crate::serve::percent::decode;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The most that a request's head may be, in bytes. Browsers send 1 KiB.
const HEAD_LIMIT: usize = 16 * 1024;

/// How long a client may take over its request's head, all of it together.
const HEAD_TIME: Duration = Duration::from_secs(1);

/// How long one write may wait for a client that does not read.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// How long to wait, after an answer, for what the client still sends.
const LINGER_TIME: Duration = Duration::from_secs(1);

/// What a client asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// True for HEAD: the answer's head alone is wanted.
    pub head_only: bool,
    /// The path's segments, decoded: none holds a separator.
    pub path: Vec<String>,
    /// What stands behind `?`, as it was sent.
    pub query: String,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Response {
    /// The status code and its phrase.
    pub status: (u16, &'static str),
    /// The media type of the body.
    pub content_type: &'static str,
    /// The body, of which HEAD gets the length.
    pub body: Vec<u8>,
    /// Header fields beside those that every answer has.
    pub fields: Vec<(&'static str, String)>,
}

impl Response {
    /// An answer with a body of a type.
    pub fn new(
        status: (u16, &'static str),
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Response {
        Response {
            status,
            content_type,
            body,
            fields: Vec::new(),
        }
    }

    /// An answer of one line, for what goes wrong.
    pub fn plain(code: u16, phrase: &'static str) -> Response {
        let body = format!("{code} {phrase}\n").into_bytes();
        Response::new((code, phrase), "text/plain; charset=utf-8", body)
    }

    /// Sends the answer and ends the connection.
    ///
    /// # Errors
    /// The client has gone, or does not read.
    pub fn send(self, stream: &TcpStream, head_only: bool) -> io::Result<()> {
        let mut head = head(self.status, self.content_type);
        head += &format!("Content-Length: {}\r\n", self.body.len());
        for (name, value) in &self.fields {
            head += &format!("{name}: {value}\r\n");
        }
        let mut bytes = (head + "\r\n").into_bytes();
        if !head_only {
            bytes.extend(self.body);
        }
        stream.set_write_timeout(Some(WRITE_TIME))?;
        let mut writer = stream;
        writer.write_all(&bytes)?;
        linger(stream)
    }
}

/// The status line and the fields that every answer has.
pub fn head(status: (u16, &str), content_type: &str) -> String {
    format!(
        "HTTP/1.1 {} {}\r\n\
         Date: {}\r\n\
         Content-Type: {content_type}\r\n\
         Cache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\n\
         Connection: close\r\n",
        status.0,
        status.1,
        date(SystemTime::now())
    )
}

/// Reads a request. Nothing where the client closes or stays silent before
/// its first byte, as browsers do that connect in advance.
///
/// # Errors
/// The answer to a request that is not served.
pub fn read_request(stream: &TcpStream) -> Result<Option<Request>, Response> {
    match read_head(stream)? {
        Some(head) => parse(&head).map(Some),
        None => Ok(None),
    }
}

fn read_head(stream: &TcpStream) -> Result<Option<String>, Response> {
    let deadline = Instant::now() + HEAD_TIME;
    let mut head = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match read_before(stream, deadline, &mut buffer) {
            Ok(0) if head.is_empty() => return Ok(None),
            Ok(0) => return Err(Response::plain(400, "Bad Request")),
            Ok(n) => head.extend(&buffer[..n]),
            Err(error) if head.is_empty() || !is_timeout(&error) => {
                return Ok(None);
            }
            Err(_) => return Err(Response::plain(408, "Request Timeout")),
        }
        let end = head.windows(4).position(|four| four == b"\r\n\r\n");
        if end.unwrap_or(head.len()) > HEAD_LIMIT {
            let phrase = "Request Header Fields Too Large";
            return Err(Response::plain(431, phrase));
        }
        if let Some(end) = end {
            head.truncate(end);
            let head = String::from_utf8(head);
            return head.map(Some).map_err(|_| bad_request());
        }
    }
}

/// Reads once; the deadline holds for all reads together, so that a client
/// that drips gets no more time than one that is silent.
fn read_before(
    mut stream: &TcpStream,
    deadline: Instant,
    buffer: &mut [u8],
) -> io::Result<usize> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    loop {
        match stream.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// A timeout of a read has one name on Windows and another elsewhere.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Ends the sending side and reads what is left: a close with bytes unread
/// is a reset, which can overtake the answer (RFC 9112 §9.6).
fn linger(stream: &TcpStream) -> io::Result<()> {
    stream.shutdown(Shutdown::Write)?;
    let deadline = Instant::now() + LINGER_TIME;
    let mut buffer = [0; 4096];
    while read_before(stream, deadline, &mut buffer)? > 0 {}
    Ok(())
}

fn bad_request() -> Response {
    Response::plain(400, "Bad Request")
}

fn parse(head: &str) -> Result<Request, Response> {
    let mut lines = head.split("\r\n");
    let line = lines.next().unwrap_or_default();
    let words: Vec<&str> = line.split(' ').collect();
    let &[method, target, version] = words.as_slice() else {
        return Err(bad_request());
    };
    if !version.starts_with("HTTP/1.") {
        return Err(Response::plain(505, "HTTP Version Not Supported"));
    }
    // RFC 9112 §3.2: exactly one Host, or the request is answered with 400.
    let is_host = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default();
        name.eq_ignore_ascii_case("host")
    };
    if version != "HTTP/1.0" && lines.filter(is_host).count() != 1 {
        return Err(bad_request());
    }
    let head_only = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(not_allowed()),
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Request {
        head_only,
        path: segments(path).ok_or_else(bad_request)?,
        query: query.to_string(),
    })
}

fn not_allowed() -> Response {
    let mut response = Response::plain(405, "Method Not Allowed");
    response.fields.push(("Allow", "GET, HEAD".into()));
    response
}

/// Splits first and decodes then, so that `%2F` makes no new segment.
fn segments(path: &str) -> Option<Vec<String>> {
    // RFC 9112 §3.2.2: a server takes the absolute form too.
    let path = match path.strip_prefix("http://") {
        Some(rest) => &rest[rest.find('/')?..],
        None => path,
    };
    path.strip_prefix('/')?.split('/').map(decode).collect()
}

/// A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`
/// (RFC 9110 §5.6.7).
fn date(time: SystemTime) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
        "Nov", "Dec",
    ];
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = seconds.as_secs();
    let days = seconds / 86400;
    let (year, month, day) = civil(days);
    format!(
        "{}, {day:02} {} {year} {:02}:{:02}:{:02} GMT",
        DAYS[(days % 7) as usize],
        MONTHS[month],
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}

/// The year, the month from 0 and the day from 1 of a day after 1970.
fn civil(mut days: u64) -> (u64, usize, u64) {
    let mut year = 1970;
    let leap = |year: u64| {
        year.is_multiple_of(4)
            && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    (year, month, days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(target: &str) -> Option<Vec<String>> {
        let head = format!("GET {target} HTTP/1.1\r\nHost: a");
        parse(&head).ok().map(|request| request.path)
    }

    fn status(head: &str) -> u16 {
        parse(head).map_or_else(|response| response.status.0, |_| 200)
    }

    #[test]
    fn paths_are_split_then_decoded() {
        let path = |target| path(target).map(|path| path.join("|"));
        assert_eq!(path("/").as_deref(), Some(""));
        assert_eq!(path("/a%20b/c?x=%zz").as_deref(), Some("a b|c"));
        assert_eq!(path("/..%2f..%2Fx").as_deref(), Some("../../x"));
        assert_eq!(path("http://a:1/b/").as_deref(), Some("b|"));
        for target in ["a", "*", "/%", "/%4", "/%zz", "/%ff", "http://a"] {
            assert_eq!(path(target), None, "{target}");
        }
    }

    #[test]
    fn what_is_not_served_is_refused_by_its_number() {
        for (head, code) in [
            ("GET / HTTP/1.1\r\nhOST: a", 200),
            ("GET / HTTP/1.0", 200),
            ("HEAD / HTTP/1.1\r\nHost: a", 200),
            ("GET / HTTP/1.1", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nHost: b", 400),
            ("GET  / HTTP/1.1\r\nHost: a", 400),
            ("", 400),
            ("POST / HTTP/1.1\r\nHost: a", 405),
            ("GET / HTTP/2.0\r\nHost: a", 505),
        ] {
            assert_eq!(status(head), code, "{head}");
        }
    }

    #[test]
    fn dates() {
        let at = |seconds| date(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(at(0), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(at(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
    }
}
