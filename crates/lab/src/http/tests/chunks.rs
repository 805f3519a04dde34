//! Bodies in chunks: where each ends, and what is none.

use super::refusals::check_refused;
use super::{GET_CLOSE, send};

const HEAD: &str = "POST /echo HTTP/1.1\r\nHost: lab\r\n\
                    Transfer-Encoding: Chunked\r\n\r\n";

#[track_caller]
fn check_read(chunks: &str, body: &str) {
    // A request follows, and must be one of its own.
    let answer = send(format!("{HEAD}{chunks}{GET_CLOSE}"));
    let length = format!("\r\nContent-Length: {}\r\n", body.len());
    assert!(answer.contains(&length), "{chunks:?}: {answer:?}");
    let (first, second) = answer.rsplit_once("HTTP/1.1 200 OK").unwrap();
    assert!(first.ends_with(&format!("\r\n\r\n{body}")), "{answer:?}");
    assert!(second.ends_with("\r\n\r\nhello, world\n"), "{answer:?}");
}

#[test]
fn chunks_are_read() {
    check_read(
        "5\r\nhello\r\nA\r\n, 10 bytes\r\n0\r\n\r\n",
        "hello, 10 bytes",
    );
    check_read("0\r\n\r\n", "");
    check_read("00000000000000000000005\r\nhello\r\n000\r\n\r\n", "hello");
    check_read("2\r\n\r\n\r\n0\r\n\r\n", "\r\n");
    // Programs that align their sizes have been seen.
    check_read("5 \r\nhello\r\n0 \t\r\n\r\n", "hello");
}

#[test]
fn extensions_are_read_and_ignored() {
    for extension in [
        ";note",
        ";note=1",
        ";a=1;b=2",
        " ; a = 1\t;\tb",
        ";a=\"quoted; not \\\" the end\"",
        ";a=\"\"",
    ] {
        let size = format!("5{extension}\r\nhello\r\n");
        check_read(&format!("{size}0{extension}\r\n\r\n"), "hello");
    }
}

#[test]
fn trailers_are_fields_and_dropped() {
    check_read("5\r\nhello\r\n0\r\nA: b\r\nC:\r\n\r\n", "hello");
    check_read("0\r\nHost: other\r\nContent-Length: 99\r\n\r\n", "");
}

#[test]
fn lines_that_end_in_a_bare_line_feed_are_refused() {
    for chunks in [
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r\n0\n\r\n",
        "5\r\nhello\r\n0\r\n\n",
        "5\r\nhello\r\n0\r\nA: b\n\r\n",
        "5;a\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\r\nhello\r\n0\r\n\r\n",
    ] {
        check_refused(format!("{HEAD}{chunks}"), "400");
    }
}

#[test]
fn sizes_that_are_refused() {
    for (chunks, status) in [
        ("\r\n", "400"),
        ("-1\r\n", "400"),
        ("+1\r\na\r\n0\r\n\r\n", "400"),
        (" 1\r\na\r\n0\r\n\r\n", "400"),
        ("1_0\r\na\r\n0\r\n\r\n", "400"),
        ("0x1\r\na\r\n0\r\n\r\n", "400"),
        ("1\u{b}\r\na\r\n0\r\n\r\n", "400"),
        ("1\u{c}\r\na\r\n0\r\n\r\n", "400"),
        ("1\u{a0}\r\na\r\n0\r\n\r\n", "400"),
        ("1 1\r\na\r\n0\r\n\r\n", "400"),
        ("1\r\nab\r\n0\r\n\r\n", "400"),
        ("2\r\na\r\n0\r\n\r\n", "400"),
        ("100001\r\n", "413"),
        ("fffffffffffffffffffff\r\n", "413"),
        ("10000000000000005\r\nhello\r\n0\r\n\r\n", "413"),
    ] {
        check_refused(format!("{HEAD}{chunks}"), status);
    }
}

#[test]
fn extensions_that_are_refused() {
    for extension in [
        ";",
        ";;a",
        ";a;",
        ";=1",
        ";a=",
        ";a=b=c",
        ";a b",
        ";a=\"open",
        ";a=\"x\"y",
        ";a=\"\u{7f}\"",
        ";a\u{0}",
        ";é",
        ",a",
    ] {
        let chunks = format!("5{extension}\r\nhello\r\n0\r\n\r\n");
        check_refused(format!("{HEAD}{chunks}"), "400");
    }
}

#[test]
fn a_request_is_not_swallowed_as_a_trailer() {
    check_refused(format!("{HEAD}0\r\n{GET_CLOSE}"), "400");
    let absolute = "GET http://lab/ HTTP/1.1\r\nHost: lab\r\n\r\n";
    check_refused(format!("{HEAD}0\r\n{absolute}"), "400");
    for trailer in ["A : b", " A: b", "A: b\r\n folded", "A: \0", ": b"] {
        check_refused(format!("{HEAD}0\r\n{trailer}\r\n\r\n"), "400");
    }
}

#[test]
fn lines_too_long() {
    let long = "a".repeat(16 * 1024);
    check_refused(format!("{HEAD}1;{long}"), "431");
    check_refused(format!("{HEAD}0\r\nA: {long}"), "431");
    let many = "A: b\r\n".repeat(4096);
    check_refused(format!("{HEAD}0\r\n{many}"), "431");
}
