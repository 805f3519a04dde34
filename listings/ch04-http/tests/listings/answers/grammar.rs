//! Answers as the grammar of RFC 9112 and RFC 9110 allows them, and with some
//! oddities that a recipient may take.

use crate::parsers::chance::Chance;
use crate::parsers::grammar::{
    Chunk, LETTERS, TOKEN, VALUE, chunks, data, field, spaced, trailers,
};

/// What follows some answers on their connection: no part of them.
pub const NEXT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

/// What an answer is made of, so that a part can be made wrong.
pub struct Answer {
    /// Announcements, whole.
    pub interim: Vec<u8>,
    pub version: &'static str,
    pub status: u16,
    /// What stands behind the status, with the space before it.
    pub reason: Vec<u8>,
    /// Each line without its end.
    pub fields: Vec<Vec<u8>>,
    pub body: Body,
    /// What ends a line of the head: CR LF or, which is allowed, LF.
    pub line_end: &'static str,
    /// What follows, where the body does not end with the connection.
    pub after: &'static [u8],
}

pub enum Body {
    None,
    Length(Vec<u8>),
    Chunks(Vec<Chunk>, Vec<Vec<u8>>),
    /// The end of the connection ends it.
    Closed(Vec<u8>),
}

/// The final ones that a GET may meet, among them some without a name.
const STATUSES: &[u16] = &[
    200, 200, 201, 203, 206, 207, 299, 300, 301, 302, 304, 307, 399, 400, 401,
    404, 410, 418, 429, 499, 500, 503, 599, 204, 205,
];

impl Answer {
    pub fn new(chance: &mut Chance) -> Answer {
        let status = STATUSES[chance.below(STATUSES.len())];
        let version = if chance.one_in(10) {
            "HTTP/1.0"
        } else {
            "HTTP/1.1"
        };
        let body = body(chance, status, version);
        let mut fields = other_fields(chance);
        fields.extend(framing(chance, status, &body));
        // The order of different fields means nothing.
        for last in (1..fields.len()).rev() {
            fields.swap(last, chance.below(last + 1));
        }
        let after = match body {
            Body::Closed(_) => b"",
            _ if chance.one_in(3) => NEXT,
            _ => &b""[..],
        };
        Answer {
            interim: interim(chance),
            version,
            status,
            reason: reason(chance),
            fields,
            body,
            line_end: if chance.odd(20) { "\n" } else { "\r\n" },
            after,
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.interim.clone();
        bytes.extend(format!("{} {}", self.version, self.status).bytes());
        bytes.extend(&self.reason);
        bytes.extend(self.line_end.as_bytes());
        for line in &self.fields {
            bytes.extend([line, self.line_end.as_bytes()].concat());
        }
        bytes.extend(self.line_end.as_bytes());
        match &self.body {
            Body::None => {}
            Body::Length(data) | Body::Closed(data) => bytes.extend(data),
            Body::Chunks(chunks, trailers) => {
                bytes.extend(chunks.iter().flat_map(Chunk::bytes));
                for line in trailers {
                    bytes.extend([line, &b"\r\n"[..]].concat());
                }
                bytes.extend(b"\r\n");
            }
        }
        bytes.extend(self.after);
        bytes
    }
}

/// Any number of announcements may come first (RFC 9110 §15.2).
fn interim(chance: &mut Chance) -> Vec<u8> {
    let all: &[&str] = &[
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 102 Processing\r\nA: b\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n",
        "HTTP/1.1 199 \r\n\r\n",
    ];
    let count = chance.below(9).saturating_sub(6);
    (0..count).flat_map(|_| chance.pick(all).bytes()).collect()
}

/// Text of a person, perhaps none, perhaps in Latin-1 (RFC 9112 §4).
fn reason(chance: &mut Chance) -> Vec<u8> {
    if chance.odd(12) {
        // Not even the space.
        return Vec::new();
    }
    let known: &[&str] = &["", "OK", "Not Found", "No\tContent", "200"];
    let text = match chance.below(4) {
        0 => chance.bytes_of(VALUE, 0..12),
        _ => chance.pick(known).into(),
    };
    [b" ", &text[..]].concat()
}

fn other_fields(chance: &mut Chance) -> Vec<Vec<u8>> {
    let many = chance.odd(60);
    let count = if many {
        100 + chance.below(100)
    } else {
        chance.below(5)
    };
    let mut fields: Vec<Vec<u8>> = (0..count)
        .map(|_| {
            let mut name = b"x".to_vec();
            name.extend(chance.bytes_of(LETTERS, 1..8));
            name.extend(chance.bytes_of(TOKEN, 0..4));
            let value = chance.bytes_of(VALUE, 0..12);
            spaced(chance, name, &value)
        })
        .collect();
    if chance.odd(20) {
        let folds: &[&str] = &["\r\n ", "\r\n\t", " \r\n  ", "\r\n \r\n "];
        let fold = chance.pick(folds).as_bytes();
        fields.push([b"X-Folded: a", fold, b"b"].concat());
    }
    fields
}

fn body(chance: &mut Chance, status: u16, version: &str) -> Body {
    if matches!(status, 204 | 304) {
        return Body::None;
    }
    match chance.below(6) {
        // A 205 has no content (RFC 9110 §15.3.6), which a length says here.
        _ if status == 205 => Body::Length(Vec::new()),
        0 => Body::Closed(data(chance, 0..30)),
        1 if version == "HTTP/1.1" => {
            Body::Chunks(chunks(chance), trailers(chance))
        }
        _ => Body::Length(data(chance, 0..30)),
    }
}

fn framing(chance: &mut Chance, status: u16, body: &Body) -> Vec<Vec<u8>> {
    match body {
        // Of an answer that a GET would have had (RFC 9110 §8.6).
        Body::None if status == 304 && chance.one_in(2) => {
            vec![field(chance, "Content-Length", b"9")]
        }
        Body::None | Body::Closed(_) => Vec::new(),
        Body::Length(data) => {
            let mut length = data.len().to_string();
            if chance.one_in(10) {
                length = format!("0{length}");
            }
            if chance.odd(20) {
                length = format!("{length}, {length}");
            }
            let line = field(chance, "Content-Length", length.as_bytes());
            if chance.odd(20) {
                return vec![line.clone(), line];
            }
            vec![line]
        }
        Body::Chunks(..) => {
            let codings: &[&str] = &["chunked", "chunked", "Chunked"];
            let coding = chance.pick(codings);
            vec![field(chance, "Transfer-Encoding", coding.as_bytes())]
        }
    }
}
