//! A response: what it says, and the bytes that it becomes.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::calendar;

/// A status code (RFC 9110 §15).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status(pub u16);

impl Status {
    /// The reason phrase: for people, never for programs (RFC 9112 §4).
    pub fn reason(self) -> &'static str {
        match self.0 {
            200 => "OK",
            201 => "Created",
            202 => "Accepted",
            204 => "No Content",
            301 => "Moved Permanently",
            302 => "Found",
            303 => "See Other",
            304 => "Not Modified",
            307 => "Temporary Redirect",
            308 => "Permanent Redirect",
            400 => "Bad Request",
            401 => "Unauthorized",
            403 => "Forbidden",
            404 => "Not Found",
            405 => "Method Not Allowed",
            408 => "Request Timeout",
            410 => "Gone",
            413 => "Content Too Large",
            414 => "URI Too Long",
            417 => "Expectation Failed",
            418 => "(Unused)",
            429 => "Too Many Requests",
            431 => "Request Header Fields Too Large",
            500 => "Internal Server Error",
            501 => "Not Implemented",
            502 => "Bad Gateway",
            503 => "Service Unavailable",
            504 => "Gateway Timeout",
            505 => "HTTP Version Not Supported",
            _ => "Unnamed",
        }
    }

    /// 204 and 304 end with their header section (RFC 9112 §6.3).
    fn has_body(self) -> bool {
        !matches!(self.0, 204 | 304)
    }
}

/// How the body is sent.
enum Body {
    /// At once, its length announced.
    Whole(Vec<u8>),
    /// Its length announced, then a byte at a time.
    Drip(Vec<u8>),
    /// In chunks, its length not announced.
    Chunks(Vec<Vec<u8>>),
    /// Up to the close of the connection.
    Unframed(Vec<u8>),
}

/// An answer to a request.
pub struct Response {
    status: Status,
    fields: Vec<(&'static str, String)>,
    body: Body,
    /// The time between two pieces.
    pub pause: Duration,
}

impl Response {
    pub fn new(status: Status, media_type: &str, body: Vec<u8>) -> Response {
        Response {
            status,
            fields: vec![("Content-Type", media_type.to_string())],
            body: Body::Whole(body),
            pause: Duration::ZERO,
        }
    }

    pub fn text(status: Status, body: impl Into<String>) -> Response {
        let body: String = body.into();
        Response::new(status, "text/plain; charset=utf-8", body.into_bytes())
    }

    pub fn json(body: String) -> Response {
        Response::new(Status(200), "application/json", body.into_bytes())
    }

    /// An error with its reason as text: `404 Not Found: no such page`.
    pub fn refusal(status: Status, why: &str) -> Response {
        let text = format!("{} {}: {why}\n", status.0, status.reason());
        Response::text(status, text)
    }

    pub fn with(
        mut self,
        name: &'static str,
        value: impl Into<String>,
    ) -> Self {
        self.fields.push((name, value.into()));
        self
    }

    /// Sends the body a byte at a time, `pause` between two bytes.
    pub fn dripped(mut self, pause: Duration) -> Response {
        self.body = match self.body {
            Body::Whole(body) => Body::Drip(body),
            other => other,
        };
        self.pause = pause;
        self
    }

    /// Sends these chunks for a body.
    pub fn chunked(mut self, chunks: &[&str]) -> Response {
        let chunks = chunks.iter().map(|chunk| chunk.as_bytes().to_vec());
        self.body = Body::Chunks(chunks.collect());
        self
    }

    /// For a client that speaks HTTP/1.0: no chunks, the close is the end.
    pub fn forbid_chunks(&mut self) {
        if let Body::Chunks(chunks) = &mut self.body {
            self.body = Body::Unframed(std::mem::take(chunks).concat());
        }
    }

    /// Whether a client can tell the end of the body without a close.
    pub fn has_framing(&self) -> bool {
        !matches!(self.body, Body::Unframed(_))
    }

    /// The bytes as they are written: head and body in one piece, so that
    /// they can share a segment, unless the body is dripped.
    pub fn pieces(
        &self,
        head_only: bool,
        persist: bool,
    ) -> impl Iterator<Item = Vec<u8>> {
        let mut first = self.head(persist).into_bytes();
        let mut drips: &[u8] = &[];
        if !head_only && self.status.has_body() {
            match &self.body {
                Body::Whole(body) | Body::Unframed(body) => first.extend(body),
                Body::Drip(body) => drips = body,
                Body::Chunks(chunks) => first.extend(encode_chunks(chunks)),
            }
        }
        std::iter::once(first).chain(drips.iter().map(|&byte| vec![byte]))
    }

    fn head(&self, persist: bool) -> String {
        let Status(code) = self.status;
        let mut head = format!("HTTP/1.1 {code} {}\r\n", self.status.reason());
        head += &format!("Date: {}\r\n", http_date(SystemTime::now()));
        if self.status.has_body() {
            head += &match &self.body {
                Body::Whole(body) | Body::Drip(body) => {
                    format!("Content-Length: {}\r\n", body.len())
                }
                Body::Chunks(_) => "Transfer-Encoding: chunked\r\n".into(),
                Body::Unframed(_) => String::new(),
            };
        }
        for (name, value) in &self.fields {
            // No body, no media type.
            if self.status.has_body() || *name != "Content-Type" {
                head += &format!("{name}: {value}\r\n");
            }
        }
        if !persist {
            head += "Connection: close\r\n";
        }
        head + "\r\n"
    }
}

/// RFC 9112 §7.1: each chunk's size in hexadecimal, an empty chunk last.
fn encode_chunks(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for chunk in chunks {
        bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// A time as RFC 9110 §5.6.7 wants it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn http_date(time: SystemTime) -> String {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
        "Nov", "Dec",
    ];
    // A clock before 1970 is wrong anyway; say 1970.
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let days = seconds / 86_400;
    let (year, month, day) = calendar::date(days);
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        // 1 January 1970 was a Thursday.
        DAYS[(days % 7) as usize],
        MONTHS[month],
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    )
}
