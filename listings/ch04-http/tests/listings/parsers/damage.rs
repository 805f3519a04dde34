//! Requests made wrong: in a part of them, or anywhere.

use super::chance::Chance;
use super::grammar::{Body, Message, field};

/// A request, damaged or not.
pub struct Case {
    pub bytes: Vec<u8>,
    pub kind: Kind,
}

/// What is known of a request.
pub enum Kind {
    /// It is as the grammar has it.
    Good,
    /// It is refused, and this section has servers do so, or lets them.
    Bad(&'static str),
    /// Nobody knows.
    Damaged,
}

type Wrong = fn(&mut Message, &mut Chance);

/// What these servers refuse, and the section that has them do so or lets them.
const BAD: &[(&str, Wrong)] = &[
    ("RFC 9112 §3.2, no Host", without_host),
    ("RFC 9112 §3.2, two Hosts", |m, c| {
        m.fields.push(field(c, "Host", b"lab"));
    }),
    ("RFC 9112 §3.2, an invalid Host", bad_host),
    ("RFC 9112 §5.1, white space before a colon", |m, c| {
        let line = [b"A", &b"\t "[..1 + c.below(2)], b": b"].concat();
        m.fields.push(line);
    }),
    ("RFC 9112 §6.3, an invalid Content-Length", bad_length),
    ("RFC 9112 §6.3, two Content-Lengths", |m, c| {
        framed(m, vec![field(c, "Content-Length", b"3")]);
        m.fields.push(field(c, "Content-Length", b"4"));
    }),
    ("RFC 9112 §6.3, chunked is not last", |m, c| {
        framed(m, vec![field(c, "Transfer-Encoding", b"chunked, gzip")]);
    }),
    ("RFC 9112 §6.3, not chunked at all", |m, c| {
        let codings: &[&str] = &[
            "gzip",
            "identity",
            "xchunked",
            "chunked\x0b",
            "\"chunked\"",
            "",
        ];
        let coding = c.pick(codings).as_bytes();
        framed(m, vec![field(c, "Transfer-Encoding", coding)]);
    }),
    ("RFC 9112 §6.1, chunked twice", |m, c| {
        framed(m, vec![field(c, "Transfer-Encoding", b"chunked, chunked")]);
    }),
    (
        "RFC 9112 §6.1, HTTP/1.0 has no Transfer-Encoding",
        |m, c| {
            framed(m, vec![field(c, "Transfer-Encoding", b"chunked")]);
            m.version = "HTTP/1.0";
        },
    ),
    ("RFC 9112 §2.2, a bare CR", |m, c| {
        let lines: &[&str] =
            &["A: b\rc", "A: b\r", "A:\rb", "\rA: b", "A\r: b"];
        m.fields.push(c.pick(lines).into());
    }),
    ("RFC 9110 §5.5, NUL", |m, _| {
        m.fields.push(b"A: b\0c".to_vec())
    }),
    ("RFC 9112 §5, a field without a name or colon", |m, c| {
        let lines: &[&str] = &[": b", "A", "A b: c", "A\"b: c", "A(b): c"];
        m.fields.push(c.pick(lines).into());
    }),
    ("RFC 9112 §2.3, a malformed version", |m, c| {
        let versions: &[&str] =
            &["HTTP/1", "http/1.1", "HTTP/1.1.1", "HTTP/1.x", "HTTP 1.1"];
        m.version = c.pick(versions);
    }),
    ("RFC 9112 §3, a malformed method", |m, c| {
        let methods: &[&str] = &["", "G(T", "GET\t", "G\"ET", "GET:"];
        m.method = c.pick(methods).into();
    }),
    ("RFC 9112 §3.2, white space in the target", |m, c| {
        m.target.push(c.byte_of(b" \t\x0b\x0c"));
        m.target.push(b'x');
    }),
    ("RFC 9110 §4.2.1, no host in a URI", |m, c| {
        let targets: &[&str] = &["http:///x", "http://:80/", "http://"];
        m.target = c.pick(targets).into();
    }),
    ("RFC 9112 §7.1, a chunk that is none", bad_chunk),
];

impl Case {
    pub fn new(chance: &mut Chance) -> Case {
        match chance.below(3) {
            0 => Case {
                bytes: Message::new(chance).bytes(),
                kind: Kind::Good,
            },
            1 => Case::bad(chance),
            _ => Case::damaged(chance),
        }
    }

    fn bad(chance: &mut Chance) -> Case {
        let mut message = Message::new(chance);
        message.version = "HTTP/1.1";
        message.line_end = "\r\n";
        let (section, wrong) = BAD[chance.below(BAD.len())];
        wrong(&mut message, chance);
        Case {
            bytes: message.bytes(),
            kind: Kind::Bad(section),
        }
    }

    /// What is left of a message that everybody takes.
    fn damaged(chance: &mut Chance) -> Case {
        chance.plain = true;
        let mut bytes = Message::new(chance).bytes();
        chance.plain = false;
        for _ in 0..1 + chance.below(3) {
            anywhere(&mut bytes, chance);
        }
        Case {
            bytes,
            kind: Kind::Damaged,
        }
    }
}

pub fn is_field(line: &[u8], name: &str) -> bool {
    let start = line.get(..name.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
        && line.get(name.len()) == Some(&b':')
}

fn without_host(message: &mut Message, _: &mut Chance) {
    message.fields.retain(|line| !is_field(line, "Host"));
}

fn bad_host(message: &mut Message, chance: &mut Chance) {
    let hosts: &[&str] = &[
        "a b",
        "lab:80:80",
        "user@lab",
        "[::1",
        "[::1]80",
        "::1",
        "a b/c",
        "lab/",
        "lab?x",
        "lab#x",
        "lab:x",
        "lab:-1",
        "[fe80::1%1]",
        "[]",
        "[lab]",
        "a%zz",
        "a\\b",
        "<lab>",
        "a\"b",
        "{lab}",
        "caf\u{e9}",
    ];
    let host = chance.pick(hosts);
    without_host(message, chance);
    message.fields.push(field(chance, "Host", host.as_bytes()));
}

/// What no Content-Length may be.
pub const BAD_LENGTHS: &[&str] = &[
    "", "-1", "+3", "3 3", "0x3", "3.0", "1_0", "three", "3,4", "3;", ",",
    ",,", "\u{0663}",
];

fn bad_length(message: &mut Message, chance: &mut Chance) {
    let length = chance.pick(BAD_LENGTHS);
    framed(
        message,
        vec![field(chance, "Content-Length", length.as_bytes())],
    );
}

/// Gives a message this framing in place of its own.
fn framed(message: &mut Message, framing: Vec<Vec<u8>>) {
    message.fields.retain(|line| {
        !is_field(line, "Content-Length")
            && !is_field(line, "Transfer-Encoding")
    });
    message.fields.extend(framing);
}

/// Bodies with a chunk that is none.
pub const BAD_CHUNKS: &[&str] = &[
    "3\nabc\r\n0\r\n\r\n",
    "3\r\nabc\n0\r\n\r\n",
    "3\r\nabc\r0\r\n\r\n",
    "3\r\nabcd\r\n0\r\n\r\n",
    "4\r\nabc\r\n0\r\n\r\n",
    "3\r\nabc0\r\n\r\n",
    "\r\nabc\r\n0\r\n\r\n",
    "0x3\r\nabc\r\n0\r\n\r\n",
    "+3\r\nabc\r\n0\r\n\r\n",
    "-3\r\nabc\r\n0\r\n\r\n",
    " 3\r\nabc\r\n0\r\n\r\n",
    "3\x0b\r\nabc\r\n0\r\n\r\n",
    "3\r\r\nabc\r\n0\r\n\r\n",
    "3 a\r\nabc\r\n0\r\n\r\n",
    "3,\r\nabc\r\n0\r\n\r\n",
    "10000000000000003\r\nabc\r\n0\r\n\r\n",
    "3;a\nabc\r\n0\r\n\r\n",
    "3\r\nabc\r\n0\r\nA : b\r\n\r\n",
    "3\r\nabc\r\n0\r\nGET / HTTP/1.1\r\n\r\n",
];

fn bad_chunk(message: &mut Message, chance: &mut Chance) {
    framed(
        message,
        vec![field(chance, "Transfer-Encoding", b"chunked")],
    );
    message.body = Body::Length(chance.pick(BAD_CHUNKS).into());
}

/// Bytes that mean something somewhere.
const NASTY: &[u8] = b"\0\r\n\r\n \t:;,\"%\x0b\x0c\x7f\x80\xff01fx+-/@[]";

/// A byte, a piece or the end of a line.
pub fn anywhere(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(bytes.len());
    match chance.below(7) {
        0 => bytes[at] = chance.byte_of(NASTY),
        1 => bytes[at] ^= 1 << chance.below(8),
        2 => bytes.insert(at, chance.byte_of(NASTY)),
        3 => {
            bytes.remove(at);
        }
        4 => {
            let end = (at + 1 + chance.below(20)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let to = chance.below(bytes.len());
            bytes.splice(to..to, piece);
        }
        5 => {
            let end = (at + 1 + chance.below(20)).min(bytes.len());
            bytes.drain(at..end);
        }
        _ => line_end(bytes, chance),
    }
    if bytes.is_empty() {
        bytes.push(b'x');
    }
}

/// Makes one end of a line another.
fn line_end(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let ends: Vec<usize> = (1..bytes.len())
        .filter(|at| bytes[at - 1..=*at] == *b"\r\n")
        .collect();
    if ends.is_empty() {
        return;
    }
    let at = ends[chance.below(ends.len())];
    let others: &[&str] =
        &["\n", "\r", "\r\r\n", "\n\r", "\r\n ", " \r\n", "\r\n\r\n"];
    let other = chance.pick(others);
    bytes.splice(at - 1..=at, other.bytes());
}
