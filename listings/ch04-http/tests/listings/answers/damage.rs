//! Answers made wrong: in a part of them, or anywhere.

use super::grammar::{Answer, Body};
use crate::parsers::chance::Chance;
use crate::parsers::damage::{
    BAD_CHUNKS, BAD_LENGTHS, Case, Kind, anywhere, is_field,
};
use crate::parsers::grammar::field;

type Wrong = fn(&mut Answer, &mut Chance);

/// What these clients take for no whole answer, and the section that has them
/// do so or lets them.
const BAD: &[(&str, Wrong)] = &[
    ("RFC 9112 §6.3, an invalid Content-Length", |a, c| {
        let length = c.pick(BAD_LENGTHS).as_bytes();
        framed(a, vec![field(c, "Content-Length", length)]);
    }),
    ("RFC 9112 §6.3, two Content-Lengths", |a, c| {
        framed(a, vec![field(c, "Content-Length", b"3")]);
        let at = c.below(a.fields.len() + 1);
        a.fields.insert(at, field(c, "Content-Length", b"4"));
    }),
    (
        "RFC 9112 §5.2, a length that is two when unfolded",
        |a, c| {
            let folds: &[&str] = &["3\r\n 4", "3\r\n\t4", "3\r\n  \r\n 4"];
            let length = c.pick(folds).as_bytes();
            framed(a, vec![field(c, "Content-Length", length)]);
        },
    ),
    ("RFC 9112 §8, shorter than its length", |a, c| {
        framed(a, vec![field(c, "Content-Length", b"200")]);
        a.after = b"";
    }),
    ("RFC 9112 §8, no chunk of size 0", |a, c| {
        let bodies: &[&str] = &["", "3\r\nabc\r\n", "3\r\nab", "3\r\n", "3"];
        framed(a, vec![field(c, "Transfer-Encoding", b"chunked")]);
        a.body = Body::Length(c.pick(bodies).into());
        a.after = b"";
    }),
    ("RFC 9112 §7.1, a chunk that is none", |a, c| {
        framed(a, vec![field(c, "Transfer-Encoding", b"chunked")]);
        a.body = Body::Length(c.pick(BAD_CHUNKS).into());
    }),
    (
        "RFC 9112 §6.1, HTTP/1.0 has no Transfer-Encoding",
        |a, c| {
            framed(a, vec![field(c, "Transfer-Encoding", b"chunked")]);
            a.body = Body::Length(b"3\r\nabc\r\n0\r\n\r\n".to_vec());
            a.version = "HTTP/1.0";
        },
    ),
    ("RFC 9112 §2.2, a bare CR", |a, c| {
        let lines: &[&str] =
            &["A: b\rc", "A: b\r", "A:\rb", "\rA: b", "A\r: b"];
        a.fields.push(c.pick(lines).into());
    }),
    ("RFC 9110 §5.5, NUL", |a, _| {
        a.fields.push(b"A: b\0c".to_vec())
    }),
    ("RFC 9112 §2.3, a malformed version", |a, c| {
        let versions: &[&str] = &[
            "HTTP/1",
            "http/1.1",
            "HTTP/1.1.1",
            "HTTP/1.x",
            "HTTP 1.1",
            "HTTP/x.1",
            "JUNK/1.1",
            "HTTP/2.0",
            "ICY",
        ];
        a.version = c.pick(versions);
    }),
    ("RFC 9112 §4, a status that is no three digits", |a, c| {
        let reasons: &[&str] = &["0 OK", "x OK", ".0 OK", "-OK", "\rOK"];
        a.reason = c.pick(reasons).into();
    }),
];

/// An answer, damaged or not.
pub fn case(chance: &mut Chance) -> Case {
    match chance.below(3) {
        0 => Case {
            bytes: Answer::new(chance).bytes(),
            kind: Kind::Good,
        },
        1 => bad(chance),
        _ => damaged(chance),
    }
}

fn bad(chance: &mut Chance) -> Case {
    let mut answer = Answer::new(chance);
    if matches!(answer.status, 204 | 205 | 304) {
        answer.status = 200;
    }
    answer.version = "HTTP/1.1";
    answer.line_end = "\r\n";
    let (section, wrong) = BAD[chance.below(BAD.len())];
    wrong(&mut answer, chance);
    Case {
        bytes: answer.bytes(),
        kind: Kind::Bad(section),
    }
}

/// Lines that are no field. What a client does about one that has to do with
/// no length, RFC 9112 does not say.
const NO_FIELDS: &[&str] = &[
    ": b",
    "A",
    "A b: c",
    "A\"b: c",
    "A(b): c",
    "A : b",
    "A\t: b",
    "Content-Length : 3",
    "Content-Length\t: 3",
    "Content-Length",
    "Transfer-Encoding : chunked",
];

/// Fields that say in two ways where the body ends, or in no usual one.
const ODD_FRAMINGS: &[&[(&str, &str)]] = &[
    &[("Transfer-Encoding", "chunked"), ("Content-Length", "3")],
    &[("Content-Length", "3"), ("Transfer-Encoding", "chunked")],
    &[("Transfer-Encoding", "gzip"), ("Content-Length", "3")],
    &[("Transfer-Encoding", "gzip")],
    &[("Transfer-Encoding", "identity")],
    &[("Transfer-Encoding", "gzip, chunked")],
    &[("Transfer-Encoding", "chunked, gzip")],
    &[("Transfer-Encoding", "chunked, chunked")],
    &[
        ("Transfer-Encoding", "chunked"),
        ("Transfer-Encoding", "chunked"),
    ],
    &[
        ("Transfer-Encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
    ],
    &[("Transfer-Encoding", "")],
    &[("Content-Length", "3"), ("Content-Length", "3")],
    &[("Content-Length", "3, 3")],
    &[("Content-Length", "3,3,3")],
    &[("Content-Length", "\r\n 3")],
    &[("Content-Length", "3\r\n ")],
    &[("Transfer-Encoding", "\r\n chunked")],
];

fn odd_framing(answer: &mut Answer, chance: &mut Chance) {
    let framing = ODD_FRAMINGS[chance.below(ODD_FRAMINGS.len())];
    let framing = framing.iter().map(|(name, value)| {
        [name.as_bytes(), b": ", value.as_bytes()].concat()
    });
    framed(answer, framing.collect());
    if !matches!(answer.body, Body::None) {
        answer.body = Body::Length(b"3\r\nabc\r\n0\r\n\r\n".to_vec());
    }
}

/// What is left of an answer that everybody takes.
fn damaged(chance: &mut Chance) -> Case {
    chance.plain = true;
    let mut answer = Answer::new(chance);
    chance.plain = false;
    if chance.one_in(4) {
        let at = chance.below(answer.fields.len() + 1);
        answer.fields.insert(at, chance.pick(NO_FIELDS).into());
        return Case {
            bytes: answer.bytes(),
            kind: Kind::Damaged,
        };
    }
    if chance.one_in(4) {
        odd_framing(&mut answer, chance);
        return Case {
            bytes: answer.bytes(),
            kind: Kind::Damaged,
        };
    }
    let mut bytes = answer.bytes();
    for _ in 0..1 + chance.below(3) {
        anywhere(&mut bytes, chance);
    }
    if chance.one_in(4) {
        bytes.truncate(1 + chance.below(bytes.len()));
    }
    Case {
        bytes,
        kind: Kind::Damaged,
    }
}

/// Gives an answer this framing in place of its own.
fn framed(answer: &mut Answer, framing: Vec<Vec<u8>>) {
    answer.fields.retain(|line| {
        !is_field(line, "Content-Length")
            && !is_field(line, "Transfer-Encoding")
    });
    answer.fields.extend(framing);
}
