//! A response: what it says, and the bytes that it becomes.

use std::time::{Duration, SystemTime};

use super::date::http_date;

/// A status code (RFC 9110 §15).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Status(pub u16);

impl Status {
    /// The reason phrase: for people, never for programs (RFC 9112 §4).
    pub fn reason(self) -> &'static str {
        let known = REASONS.iter().find(|(code, _)| *code == self.0);
        known.map_or("Unnamed", |(_, reason)| reason)
    }

    /// 204 and 304 end with their header section (RFC 9112 §6.3).
    fn has_body(self) -> bool {
        !matches!(self.0, 204 | 304)
    }
}

/// The registered codes that a final answer can have (RFC 9110 §15, RFC 6585).
const REASONS: [(u16, &str); 48] = [
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (203, "Non-Authoritative Information"),
    (204, "No Content"),
    (205, "Reset Content"),
    (206, "Partial Content"),
    (300, "Multiple Choices"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (303, "See Other"),
    (304, "Not Modified"),
    (305, "Use Proxy"),
    (306, "(Unused)"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (418, "(Unused)"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (511, "Network Authentication Required"),
];

/// How the body is sent.
enum Body {
    /// At once, its length announced.
    Whole(Vec<u8>),
    /// Its length announced, then a byte at a time.
    Drip(Vec<u8>),
    /// In chunks, its length not announced.
    Chunks(Chunks),
    /// Up to the close of the connection.
    Unframed(Vec<u8>),
}

/// A body in chunks, and what may come along with it.
struct Chunks {
    chunks: Vec<Vec<u8>>,
    /// Behind each size (RFC 9112 §7.1.1).
    extension: &'static str,
    /// Behind the last chunk, each line with its end (§7.1.2).
    trailer: &'static str,
}

/// An answer to a request.
pub struct Response {
    status: Status,
    fields: Vec<(&'static str, String)>,
    body: Body,
    /// The time between two pieces.
    pub(super) pause: Duration,
}

impl Response {
    /// Without content.
    pub fn empty(status: Status) -> Response {
        Response {
            status,
            fields: Vec::new(),
            body: Body::Whole(Vec::new()),
            pause: Duration::ZERO,
        }
    }

    /// With content of a type.
    pub fn new(status: Status, media_type: &str, body: Vec<u8>) -> Response {
        let mut response =
            Response::empty(status).with("Content-Type", media_type);
        response.body = Body::Whole(body);
        response
    }

    /// With a text.
    pub fn text(status: Status, body: impl Into<String>) -> Response {
        let body: String = body.into();
        Response::new(status, "text/plain; charset=utf-8", body.into_bytes())
    }

    /// 200, with a JSON text.
    pub fn json(body: String) -> Response {
        Response::new(Status(200), "application/json", body.into_bytes())
    }

    /// An error with its reason as text: `404 Not Found: no such page`.
    pub fn refusal(status: Status, why: &str) -> Response {
        let text = format!("{} {}: {why}\n", status.0, status.reason());
        Response::text(status, text)
    }

    /// With one more field.
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
    pub fn chunked(self, chunks: &[&str]) -> Response {
        self.trailed(chunks, "", "")
    }

    /// Sends these chunks, each with an extension, and a trailer.
    pub fn trailed(
        mut self,
        chunks: &[&str],
        extension: &'static str,
        trailer: &'static str,
    ) -> Response {
        let chunks = chunks.iter().map(|chunk| chunk.as_bytes().to_vec());
        self.body = Body::Chunks(Chunks {
            chunks: chunks.collect(),
            extension,
            trailer,
        });
        self
    }

    /// Announces no length: the body ends with the connection.
    pub fn unframed(mut self) -> Response {
        self.body = match self.body {
            Body::Whole(body) => Body::Unframed(body),
            other => other,
        };
        self
    }

    /// For a client that speaks HTTP/1.0: no chunks, the close is the end.
    pub(super) fn forbid_chunks(&mut self) {
        if let Body::Chunks(body) = &mut self.body {
            self.body = Body::Unframed(body.chunks.concat());
        }
    }

    /// Whether the connection may carry another answer behind this one.
    pub(super) fn persists(&self) -> bool {
        !matches!(self.body, Body::Unframed(_)) && !self.says_close()
    }

    fn says_close(&self) -> bool {
        self.fields
            .iter()
            .any(|(name, value)| *name == "Connection" && value == "close")
    }

    /// The bytes as they are written: head and body in one piece, so that
    /// they can share a segment, unless the body is dripped.
    pub(super) fn pieces(
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
                Body::Chunks(chunks) => first.extend(chunks.encode()),
            }
        }
        std::iter::once(first).chain(drips.iter().map(|&byte| vec![byte]))
    }

    /// The head alone, for who sends the body otherwise.
    pub fn head(&self, persist: bool) -> String {
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
        if !persist && !self.says_close() {
            head += "Connection: close\r\n";
        }
        head + "\r\n"
    }
}

impl Chunks {
    /// RFC 9112 §7.1: each chunk's size in hexadecimal, an empty chunk last.
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for chunk in &self.chunks {
            let size = format!("{:x}{}\r\n", chunk.len(), self.extension);
            bytes.extend(size.into_bytes());
            bytes.extend(chunk);
            bytes.extend(b"\r\n");
        }
        bytes.extend(format!("0\r\n{}\r\n", self.trailer).into_bytes());
        bytes
    }
}
