//! Requests as the grammar of RFC 9112, RFC 9110 and RFC 3986 allows them, and
//! with some oddities that a recipient may take.

use super::chance::Chance;

pub const TOKEN: &[u8] = b"abzAZ019!#$%&'*+-.^_`|~";
const PATH: &[u8] = b"azAZ09-._~!$&'()*+,;=:@/";
pub const VALUE: &[u8] =
    b"azAZ09!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\x80\xe9\xff";
const QUOTED: &[u8] = b"az09 \t;,=!#[]~\xe9";
pub const LETTERS: &[u8] = b"abcdefgh";

/// What a request is made of, so that a part can be made wrong.
pub struct Message {
    pub method: Vec<u8>,
    pub target: Vec<u8>,
    pub version: &'static str,
    /// Each line without its end.
    pub fields: Vec<Vec<u8>>,
    pub body: Body,
    /// What ends a line of the head: CR LF or, which is allowed, LF.
    pub line_end: &'static str,
}

pub enum Body {
    None,
    Length(Vec<u8>),
    Chunks(Vec<Chunk>, Vec<Vec<u8>>),
}

/// A size with its extensions, and as much data.
pub struct Chunk {
    pub size: Vec<u8>,
    pub data: Vec<u8>,
}

impl Message {
    pub fn new(chance: &mut Chance) -> Message {
        // No HEAD: the lab's refusal of one has no content to say why.
        let methods: &[&str] =
            &["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];
        let method = chance.pick(methods);
        let version = if chance.one_in(10) {
            "HTTP/1.0"
        } else {
            "HTTP/1.1"
        };
        let body = body(chance, version);
        let host = host(chance);
        let mut fields = vec![field(chance, "Host", &host)];
        for _ in 0..chance.below(4) {
            let name = chance.bytes_of(LETTERS, 1..8);
            let mut line = b"x".to_vec();
            line.extend(name);
            line.extend(chance.bytes_of(TOKEN, 0..4));
            let value = chance.bytes_of(VALUE, 0..12);
            fields.push(spaced(chance, line, &value));
        }
        fields.extend(framing(chance, &body));
        if chance.one_in(12) {
            let options: &[&str] = &["close", "x-y", "X-Y, Close"];
            let option = chance.pick(options);
            fields.push(field(chance, "Connection", option.as_bytes()));
        }
        // The order of different fields means nothing.
        for last in (1..fields.len()).rev() {
            fields.swap(last, chance.below(last + 1));
        }
        Message {
            method: method.into(),
            target: target(chance, method),
            version,
            fields,
            body,
            line_end: if chance.odd(20) { "\n" } else { "\r\n" },
        }
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.method.clone();
        bytes.push(b' ');
        bytes.extend(&self.target);
        bytes.push(b' ');
        bytes.extend(self.version.as_bytes());
        bytes.extend(self.line_end.as_bytes());
        for line in &self.fields {
            bytes.extend(line);
            bytes.extend(self.line_end.as_bytes());
        }
        bytes.extend(self.line_end.as_bytes());
        match &self.body {
            Body::None => {}
            Body::Length(data) => bytes.extend(data),
            Body::Chunks(chunks, trailers) => {
                bytes.extend(chunks.iter().flat_map(Chunk::bytes));
                for line in trailers {
                    bytes.extend([line, &b"\r\n"[..]].concat());
                }
                bytes.extend(b"\r\n");
            }
        }
        bytes
    }
}

impl Chunk {
    pub fn bytes(&self) -> Vec<u8> {
        // The last one has neither data nor their end.
        let end: &[u8] = if self.data.is_empty() { b"" } else { b"\r\n" };
        [&self.size, &b"\r\n"[..], &self.data, end].concat()
    }
}

fn target(chance: &mut Chance, method: &str) -> Vec<u8> {
    if method == "OPTIONS" && chance.one_in(2) {
        return b"*".to_vec();
    }
    let mut target = Vec::new();
    if chance.one_in(8) {
        target.extend(b"http://lab");
    }
    target.push(b'/');
    target.extend(chance.bytes_of(PATH, 0..12));
    if chance.one_in(4) {
        target.extend(b"%2f");
    }
    if chance.one_in(3) {
        target.push(b'?');
        target.extend(chance.bytes_of(PATH, 0..8));
    }
    target
}

fn host(chance: &mut Chance) -> Vec<u8> {
    let hosts: &[&str] = &[
        "lab",
        "LAB.",
        "127.0.0.1",
        "[::1]",
        "[2001:db8::7]",
        "a%20b",
        "a-_~b",
        "[v1.a:b]",
        "a,b;c=d",
    ];
    let ports: &[&str] = &["", ":", ":80", ":7450"];
    [chance.pick(hosts), chance.pick(ports)].concat().into()
}

fn body(chance: &mut Chance, version: &str) -> Body {
    match chance.below(3) {
        0 => Body::None,
        1 => Body::Length(data(chance, 0..20)),
        _ if version == "HTTP/1.0" => Body::None,
        _ => Body::Chunks(chunks(chance), trailers(chance)),
    }
}

/// Some with data, and the last.
pub fn chunks(chance: &mut Chance) -> Vec<Chunk> {
    let count = chance.below(4);
    let mut chunks: Vec<Chunk> = (0..count).map(|_| chunk(chance)).collect();
    chunks.push(Chunk {
        size: [vec![b'0'; 1 + chance.below(3)], extension(chance)].concat(),
        data: Vec::new(),
    });
    chunks
}

/// The lines behind the last chunk.
pub fn trailers(chance: &mut Chance) -> Vec<Vec<u8>> {
    (0..chance.below(6).saturating_sub(3))
        .map(|_| field(chance, "X-Trailer", b"1"))
        .collect()
}

/// Data that looks like a message's lines, as an attacker's would.
pub fn data(chance: &mut Chance, lengths: std::ops::Range<usize>) -> Vec<u8> {
    if chance.one_in(6) {
        return b"0\r\n\r\nGET /data HTTP/1.1\r\nHost: a\r\n\r\n".to_vec();
    }
    chance.bytes_of(b"abc0123\r\n\0\xff: ", lengths)
}

fn chunk(chance: &mut Chance) -> Chunk {
    let data = data(chance, 1..40);
    let mut size = vec![b'0'; chance.below(3)];
    let digits = if chance.one_in(2) {
        format!("{:x}", data.len())
    } else {
        format!("{:X}", data.len())
    };
    size.extend(digits.as_bytes());
    size.extend(extension(chance));
    Chunk { size, data }
}

/// `*( BWS ";" BWS name [ BWS "=" BWS value ] )` (RFC 9112 §7.1.1).
fn extension(chance: &mut Chance) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..chance.below(6).saturating_sub(3) {
        let space = |chance: &mut Chance| {
            if chance.odd(8) { &b" "[..] } else { b"" }
        };
        text.extend([space(chance), b";", space(chance)].concat());
        text.extend(chance.bytes_of(TOKEN, 1..4));
        match chance.below(3) {
            0 => {}
            1 => {
                text.extend([space(chance), b"=", space(chance)].concat());
                text.extend(chance.bytes_of(TOKEN, 1..4));
            }
            _ => {
                text.extend(b"=\"");
                if chance.odd(2) {
                    text.extend(chance.bytes_of(QUOTED, 0..6));
                    text.extend(b"\\\"");
                } else {
                    text.extend(chance.bytes_of(LETTERS, 1..6));
                }
                text.push(b'"');
            }
        }
    }
    text
}

fn framing(chance: &mut Chance, body: &Body) -> Vec<Vec<u8>> {
    match body {
        Body::None if chance.one_in(3) => {
            vec![field(chance, "Content-Length", b"0")]
        }
        Body::None => Vec::new(),
        Body::Length(data) => {
            let mut length = data.len().to_string();
            if chance.one_in(10) {
                length = format!("0{length}");
            }
            if chance.odd(20) {
                length = format!("{length}, {length}");
            }
            vec![field(chance, "Content-Length", length.as_bytes())]
        }
        Body::Chunks(..) => {
            let codings: &[&str] =
                &["chunked", "chunked", "Chunked", "CHUNKED"];
            let coding = chance.pick(codings);
            vec![field(chance, "Transfer-Encoding", coding.as_bytes())]
        }
    }
}

/// A name in one of the cases that mean the same.
pub fn field(chance: &mut Chance, name: &str, value: &[u8]) -> Vec<u8> {
    let name = match chance.below(4) {
        0 => name.to_ascii_lowercase(),
        1 => name.to_ascii_uppercase(),
        _ => name.to_string(),
    };
    spaced(chance, name.into_bytes(), value)
}

/// The same name and value, with white space that means nothing.
pub fn spaced(chance: &mut Chance, name: Vec<u8>, value: &[u8]) -> Vec<u8> {
    let before: &[&str] = &[" ", " ", "", "\t", "  "];
    let after = if chance.odd(8) {
        "\t "
    } else {
        chance.pick(&["", " "])
    };
    let (before, after) = (chance.pick(before).as_bytes(), after.as_bytes());
    [&name, &b":"[..], before, value, after].concat()
}
