//! What is refused: with which status, and that the connection is closed.

use std::io::Write;

use super::{GET, connect, read_all, send, start};
use crate::http::{BODY_LIMIT, HEAD_LIMIT};

#[track_caller]
pub fn check_refused(request: impl AsRef<[u8]>, status: &str) {
    let answer = send(request);
    let line = format!("HTTP/1.1 {status} ");
    assert!(answer.starts_with(&line), "not {status}: {answer:?}");
    assert!(answer.contains("\r\nConnection: close\r\n"), "{answer:?}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer:?}");
}

#[test]
fn a_body_too_long_is_not_asked_for() {
    check_refused(
        format!(
            "POST /echo HTTP/1.1\r\nHost: lab\r\nExpect: 100-continue\r\n\
             Content-Length: {}\r\n\r\n",
            BODY_LIMIT + 1
        ),
        "413",
    );
}

#[test]
fn a_refusal_is_readable_though_the_client_still_sends() {
    let mut stream = connect(start());
    let head =
        "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 2000000\r\n";
    stream.write_all(format!("{head}\r\n").as_bytes()).unwrap();
    // Staged close: without it these writes would draw a reset.
    stream.write_all(&[b'x'; 2_000_000]).unwrap();
    assert!(read_all(&mut stream).starts_with("HTTP/1.1 413 "));
}

#[test]
fn requests_that_are_refused() {
    let cases = [
        ("\r\n\r\n", "400"),
        ("GET /hello\r\n\r\n", "400"),
        ("GET  /hello HTTP/1.1\r\nHost: lab\r\n\r\n", "400"),
        ("GET hello HTTP/1.1\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\nHost : lab\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\nHost: lab\r\n folded\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\n Host: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\nHost: lab\r\n: b\r\n\r\n", "400"),
        (
            "GET /hello HTTP/1.1\r\nHost: lab\r\nA: b\rC: d\r\n\r\n",
            "400",
        ),
        ("GET /hello HTTP/1.1\r\nHost: lab\r\n\r\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1\r\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/1.1 \r\nHost: lab\r\n\r\n", "400"),
        ("GET\t/hello\tHTTP/1.1\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello http/1.1\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/1.10\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/3\r\nHost: lab\r\n\r\n", "505"),
        ("GET /hello HTTP/1.1\r\nHost: l\0b\r\n\r\n", "400"),
        ("GET /hello HTTP/11\r\nHost: lab\r\n\r\n", "400"),
        ("GET /hello HTTP/2.0\r\nHost: lab\r\n\r\n", "505"),
        ("get /hello HTTP/1.1\r\nHost: lab\r\n\r\n", "501"),
        ("CONNECT lab:80 HTTP/1.1\r\nHost: lab\r\n\r\n", "501"),
    ];
    for (request, status) in cases {
        check_refused(request, status);
    }
}

#[test]
fn framings_that_are_refused() {
    let cases = [
        ("Content-Length: 3\r\nContent-Length: 4\r\n", "400"),
        ("Content-Length: +3\r\n", "400"),
        ("Content-Length: 3, 4\r\n", "400"),
        ("Content-Length:\r\n", "400"),
        ("Content-Length: 99999999999999999999999\r\n", "413"),
        ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "400"),
        ("Transfer-Encoding: chunked, gzip\r\n", "400"),
        ("Transfer-Encoding: chunked, chunked\r\n", "400"),
        ("Transfer-Encoding:\r\n", "400"),
        ("Transfer-Encoding: gzip, chunked\r\n", "501"),
        ("Content-Length: 3\r\nExpect: cake\r\n", "417"),
    ];
    for (fields, status) in cases {
        let head = "POST /echo HTTP/1.1\r\nHost: lab\r\n";
        check_refused(format!("{head}{fields}\r\none"), status);
    }
    let head = "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n";
    check_refused(format!("{head}0\r\n\r\n"), "400");
}

#[test]
fn a_request_cut_short_is_said_to_be() {
    let head = "POST /echo HTTP/1.1\r\nHost: lab\r\n";
    check_refused("GET /hello HTTP/1.1\r\nHost: l", "400");
    check_refused(format!("{head}Content-Length: 9\r\n\r\nbo"), "400");
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
    for chunks in ["", "3", "3\r\nab", "3\r\nabc", "0\r\n", "0\r\nA: b\r\n"] {
        check_refused(format!("{chunked}{chunks}"), "400");
    }
}

#[test]
fn a_refused_head_gets_no_content() {
    for (request, status) in [
        ("HEAD /hello HTTP/1.1\r\n\r\n", "400"),
        ("HEAD /hello HTTP/1.1\r\nHost: l", "400"),
        ("HEAD /hello HTTP/2.0\r\nHost: lab\r\n\r\n", "505"),
        ("HEAD /none HTTP/1.1\r\nHost: lab\r\n\r\n", "404"),
        ("HEAD /echo HTTP/1.1\r\nHost: lab\r\n\r\n", "405"),
    ] {
        let answer = send(request);
        let line = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&line), "{answer:?}");
        assert!(answer.contains("\r\nContent-Length: "), "{answer:?}");
        assert!(answer.ends_with("\r\n\r\n"), "{answer:?}");
    }
    // One that is refused behind it is another matter.
    let head = "HEAD /hello HTTP/1.1\r\nHost: lab\r\n\r\n";
    let answer = send(format!("{head}nonsense\r\n\r\n"));
    assert!(answer.ends_with("SP version\n"), "{answer:?}");
}

#[test]
fn heads_too_long() {
    let long = "a".repeat(HEAD_LIMIT);
    check_refused(format!("GET /{long} HTTP/1.1\r\nHost: lab\r\n\r\n"), "414");
    check_refused(format!("{}X: {long}\r\n\r\n", GET.trim_end()), "431");
    check_refused("x".repeat(5 * HEAD_LIMIT), "414");
}
