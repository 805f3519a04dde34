//! Where a body ends for http-any-body: each row of its page's table, and
//! the same whatever pieces a body comes in.

use std::process::Output;

use ch04_http::answer::Head;
use ch04_http::body::Body;
use ch04_http::framing::Framing;
use trials::Chapter;

use crate::parsers::chance::Chance;
use crate::server::{Server, endless};
use crate::{ANY_BODY, answers, check, printed, refused, run};

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 6] = [
        ("any-body::what is a body", what_is_a_body),
        ("any-body::what is none", what_is_none),
        ("any-body::no body, whatever it says", no_body),
        ("any-body::limits", limits),
        ("any-body::the same in any pieces", any_pieces),
        (
            "any-body::what stands behind is not its",
            what_stands_behind,
        ),
    ];
    trials
        .into_iter()
        .fold(chapter, |all, (name, run)| check(all, name, run))
}

const CHUNKED: &str = "Transfer-Encoding: chunked";

/// A field or two, what follows the head, and what is printed behind the
/// status.
const BODIES: &[(&str, &str, &str)] = &[
    ("Content-Length: 3", "abc", "a body of 3 bytes\nabc"),
    ("Content-Length: 0", "", "a body of 0 bytes\n"),
    // §6.3, rule 5: the same length more than once is that length.
    ("Content-Length: 3, 3", "abc", "a body of 3 bytes\nabc"),
    (
        "Content-Length: 3\r\nContent-Length: 3",
        "abc",
        "a body of 3 bytes\nabc",
    ),
    // §5.2: a line that begins with white space goes on.
    ("Content-Length:\r\n 3", "abc", "a body of 3 bytes\nabc"),
    // Rule 8.
    ("X: y", "abc", "a body up to the close\nabc"),
    (CHUNKED, "3\r\nabc\r\n0\r\n\r\n", "a body in chunks\nabc"),
    (CHUNKED, "0\r\n\r\n", "a body in chunks\n"),
    (
        "Transfer-Encoding: Chunked",
        "003\r\nabc\r\n00\r\n\r\n",
        "a body in chunks\nabc",
    ),
    // RFC 9110 §5.6.1.2: an empty element of a list is none.
    (
        "Transfer-Encoding: , chunked,",
        "0\r\n\r\n",
        "a body in chunks\n",
    ),
    // §7.1.1: an extension that is not known is passed over.
    (
        CHUNKED,
        "3;a;b=c ; d=\"e;f\"\r\nabc\r\n0;x\r\n\r\n",
        "a body in chunks\nabc",
    ),
    // §7.1.2: a trailer, which is no part of the head.
    (
        CHUNKED,
        "3\r\nabc\r\n0\r\nContent-Length: 9\r\nB: c\r\n\r\n",
        "a body in chunks\nabctrailer: Content-Length: 9\ntrailer: B: c\n",
    ),
];

fn against(head: &str, rest: &str) -> Output {
    let answer = format!("{head}\r\n\r\n{rest}");
    run(ANY_BODY, [Server::start([answer]).addr.to_string()])
}

fn what_is_a_body() {
    for (fields, rest, wanted) in BODIES {
        let head = format!("HTTP/1.1 200 OK\r\n{fields}");
        let text = printed(against(&head, rest));
        assert_eq!(text, format!("HTTP/1.1 200, {wanted}"), "{fields}");
    }
}

/// The same, and what the program says.
const NONE: &[(&str, &str, &str)] = &[
    ("Content-Length: 4", "abc", "was cut"),
    ("Content-Length: +3", "abc", "no number"),
    ("Content-Length: -3", "abc", "no number"),
    ("Content-Length: 3;", "abc", "no number"),
    ("Content-Length:", "abc", "no usable"),
    ("Content-Length: 3,", "abc", "no usable"),
    ("Content-Length: 3, 4", "abc", "two lengths"),
    (
        "Content-Length: 18446744073709551616",
        "abc",
        "no usable Content-Length",
    ),
    (
        "Transfer-Encoding: chunked\r\nContent-Length: 3",
        "0\r\n\r\n",
        "a Transfer-Encoding and a Content-Length",
    ),
    ("Transfer-Encoding: gzip, chunked", "", "is not chunked"),
    ("Transfer-Encoding: chunked, x", "", "is not chunked"),
    ("Transfer-Encoding: chunked, chunked", "", "is not chunked"),
    ("Transfer-Encoding:", "abc", "is not chunked"),
    ("Content-Length : 3", "abc", "no field"),
    ("A: b\nContent-Length: 3", "abc", "no field"),
    (CHUNKED, "3\r\nabc\r\n", "was cut"),
    (CHUNKED, "3\r\nabc\r\n0\r\n", "was cut"),
    (CHUNKED, "3\r\nab", "was cut"),
    (CHUNKED, "+3\r\nabc\r\n0\r\n\r\n", "no chunk's size"),
    (CHUNKED, "0x3\r\nabc\r\n0\r\n\r\n", "no chunk's size"),
    (CHUNKED, "\r\nabc\r\n0\r\n\r\n", "no chunk's size"),
    (CHUNKED, "3 \r\nabc\r\n0\r\n\r\n", "no chunk's size"),
    (CHUNKED, "10000000000000000\r\n", "no chunk's size"),
    (CHUNKED, "3\nabc\r\n0\r\n\r\n", "no line end"),
    (CHUNKED, "2\r\nabc\r\n0\r\n\r\n", "longer than its size"),
    (CHUNKED, "3\r\nabc\n0\r\n\r\n", "no line end"),
    (CHUNKED, "0\r\nodd\r\n\r\n", "no field"),
];

fn what_is_none() {
    for (fields, rest, why) in NONE {
        let head = format!("HTTP/1.1 200 OK\r\n{fields}");
        refused(against(&head, rest), why);
    }
    let old = format!("HTTP/1.0 200 OK\r\n{CHUNKED}");
    refused(against(&old, "0\r\n\r\n"), "Transfer-Encoding in HTTP/1.0");
    for line in ["HTTP/2 200", "HTTP/1.1 600 Odd", "HTTP/1.1 99 No", "ok"] {
        refused(against(line, ""), "no status line");
    }
}

fn no_body() {
    for status in ["204 No Content", "304 Not Modified"] {
        for fields in ["Content-Length: 3", CHUNKED] {
            let head = format!("HTTP/1.1 {status}\r\n{fields}");
            let text = printed(against(&head, "abc"));
            assert!(text.ends_with(", no body\n"), "{text}");
        }
    }
    let asked = |method: &str, answer: &'static str| {
        let addr = Server::start([answer]).addr.to_string();
        printed(run(ANY_BODY, [&addr, "/", method]))
    };
    let length = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc";
    assert_eq!(asked("HEAD", length), "HTTP/1.1 200, no body\n");
    assert_eq!(asked("CONNECT", length), "HTTP/1.1 200, no more HTTP\n");
    let tunnel = "HTTP/1.1 204 No Content\r\n\r\n";
    assert_eq!(asked("CONNECT", tunnel), "HTTP/1.1 204, no more HTTP\n");
    assert_eq!(asked("GET", tunnel), "HTTP/1.1 204, no body\n");
    let switch = "HTTP/1.1 101 Switching Protocols\r\n\r\nabc";
    assert_eq!(asked("GET", switch), "HTTP/1.1 101, no more HTTP\n");
    let early = "HTTP/1.1 103 Early\r\nLink: <a>\r\n\r\n\
                 HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na";
    assert_eq!(asked("GET", early), "HTTP/1.1 200, a body of 1 byte\na");
}

/// What has no end is not read without end.
fn limits() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(4096));
    let line = format!("A: {}\r\n", "x".repeat(2000));
    let extended = format!("1;{}\r\nx\r\n", "x".repeat(2000));
    for (first, piece, why) in [
        (HEAD, chunk, "the body is too long"),
        (HEAD, "x".repeat(100), "too long a line"),
        (HEAD, extended, "too many extensions"),
        (
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
            line,
            "too long a trailer",
        ),
        (
            "HTTP/1.1 200 OK\r\n\r\n",
            "x".repeat(4096),
            "the body is too long",
        ),
        (
            "HTTP/1.1 200 OK\r\n",
            "A: b\r\n".repeat(1000),
            "does not end",
        ),
    ] {
        let addr = endless(first, piece.leak(), 0);
        refused(run(ANY_BODY, [addr]), why);
    }
}

/// What a body becomes: whether it is whole, how many bytes of the stream
/// were its, what of it is content, and its trailer, or why it is none.
type Outcome = Result<(bool, usize, Vec<u8>, Vec<String>), &'static str>;

fn in_pieces<'a>(
    framing: Framing,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Outcome {
    let mut body = Body::new(framing);
    let (mut content, mut used) = (Vec::new(), 0);
    for piece in pieces {
        used += body.take(piece, &mut content)?;
    }
    Ok((body.is_whole(), used, content, body.end()?))
}

/// Cut at each byte, and into single bytes, a body is what it is at once:
/// those of the table, and answers from the grammar, many of them damaged.
fn any_pieces() {
    let rows = BODIES.iter().chain(NONE).map(|(fields, rest, _)| {
        format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\n{rest}").into_bytes()
    });
    let mut chance = Chance::new(9112);
    let drawn = (0..500).map(|_| answers::drawn(&mut chance));
    let mut whole = 0;
    for stream in rows.chain(drawn) {
        let Some((framing, rest)) = split(&stream) else {
            continue;
        };
        let at_once = in_pieces(framing, [rest]);
        whole += u32::from(at_once.is_ok());
        for cut in 0..=rest.len() {
            let (one, other) = rest.split_at(cut);
            let cut = in_pieces(framing, [one, other]);
            assert_eq!(cut, at_once, "{:?}", rest.escape_ascii().to_string());
        }
        assert_eq!(in_pieces(framing, rest.chunks(1)), at_once);
    }
    assert!(whole > 100, "{whole} of them were whole");
}

/// The framing of a stream's first answer, and what follows its head.
fn split(stream: &[u8]) -> Option<(Framing, &[u8])> {
    let end = stream.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let head = Head::parse(&stream[..end]).ok()?;
    Some((Framing::of("GET", &head).ok()?, &stream[end..]))
}

/// The bytes of the next message are left where they are.
fn what_stands_behind() {
    for (framing, body) in [
        (Framing::Length(3), "abc"),
        (Framing::Chunks, "3\r\nabc\r\n0\r\nA: b\r\n\r\n"),
        (Framing::Nothing, ""),
    ] {
        let stream = format!("{body}HTTP/1.1 200 OK\r\n\r\n");
        let (is_whole, used, ..) =
            in_pieces(framing, [stream.as_bytes()]).expect("a body");
        assert_eq!((is_whole, used), (true, body.len()));
    }
}
