//! What is sent byte for byte, and answers that are not what they say.

use std::time::Duration;

use trials::Chapter;

use crate::hostile::{LOGIN, REUSE, ask_for, for_each};
use crate::server::{Server, answer, endless, slow};
use crate::{
    BY_HAND, COOKIES, GET, HEADERS, POST_JSON, STATUS, UREQ, check, printed,
    refused, run,
};

const MIB: usize = 1024 * 1024;

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 16] = [
        ("request::by hand, byte for byte", by_hand_sends),
        ("request::JSON with its type and length", json_sent),
        ("request::a field in two lines", two_lines_sent),
        ("request::a cookie from the jar alone", cookies_sent),
        ("body::shorter than its length is an error", cut_short),
        (
            "body::as long as its length, and no longer",
            no_more_than_said,
        ),
        ("body::a length that is none", bad_lengths),
        ("body::chunks cut short", chunks_cut_short),
        ("body::no length at all", no_length),
        ("body::one byte over the limit", over_the_limit),
        ("body::no end", no_end),
        (
            "json::a field too many is ignored, too few is not",
            json_fields,
        ),
        ("time::a drip in the head", drip_in_head),
        ("time::a drip in the body", drip_in_body),
        ("time::four slow answers in a row", drip_in_every_answer),
        ("time::a slow one of several", drip_in_each_of_several),
    ];
    trials
        .into_iter()
        .fold(chapter, |all, (name, run)| check(all, name, run))
}

fn by_hand_sends() {
    let server = Server::start([answer("200 OK", "", "ok\n")]);
    let addr = server.addr.to_string();
    printed(run(BY_HAND, [&addr, "/a?b=c"]));
    assert_eq!(
        server.requests(),
        [format!("GET /a?b=c HTTP/1.1\r\nHost: {addr}\r\n\r\n")]
    );
}

fn json_sent() {
    // As ureq writes it, one field on a line.
    let json = "{\n  \"name\": \"Ada\",\n  \"born\": 1815\n}";
    let server = Server::start([answer("200 OK", "", json)]);
    printed(run(POST_JSON, [server.url("/people")]));
    let request = server.requests().concat();
    assert!(
        request.starts_with("POST /people HTTP/1.1\r\n"),
        "{request}"
    );
    let media_type = "\r\ncontent-type: application/json; charset=utf-8\r\n";
    assert!(request.contains(media_type), "{request}");
    assert!(request.contains("\r\ncontent-length: 35\r\n"), "{request}");
    assert!(request.ends_with(&format!("\r\n\r\n{json}")), "{request}");
}

fn two_lines_sent() {
    let server = Server::start([answer("200 OK", "", "{}")]);
    printed(run(HEADERS, [server.url("/")]));
    let request = server.requests().concat();
    let lines = request.lines().filter(|l| l.starts_with("x-lab: "));
    assert_eq!(lines.collect::<Vec<_>>(), ["x-lab: one", "x-lab: two"]);
}

fn cookies_sent() {
    let set = "Set-Cookie: visits=1; Path=/\r\nConnection: close\r\n";
    let server = Server::start((0..4).map(|_| answer("200 OK", set, "1")));
    printed(run(COOKIES, [server.url("/")]));
    let requests = server.requests();
    let sent: Vec<bool> = requests
        .iter()
        .map(|request| request.contains("\r\ncookie: visits=1\r\n"))
        .collect();
    assert_eq!(sent, [false, true, false, false], "{requests:?}");
}

fn cut_short() {
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhello";
    let server = Server::start([short]);
    let output = run(BY_HAND, [server.addr.to_string()]);
    refused(output, "5 bytes");
    // http-status asks twice.
    for path in UREQ {
        let server = Server::start([short, short]);
        refused(run(path, [server.url("/")]), "disconnected");
    }
}

fn no_more_than_said() {
    let answer = answer("200 OK", "", "ok\n") + "HTTP/1.1 200 OK\r\n\r\n";
    let server = Server::start([answer.clone(), answer]);
    let text = printed(run(BY_HAND, [server.addr.to_string()]));
    assert!(text.ends_with("and a body of 3 bytes:\nok\n"), "{text}");
    let text = printed(run(GET, [server.url("/")]));
    assert_eq!(text, "200 OK\nok\n");
}

fn bad_lengths() {
    for fields in [
        "Content-Length: -1",
        "Content-Length: +3",
        "Content-Length:",
        "Content-Length: 3, 3",
        "Content-Length: 3 bytes",
        "Content-Length:\u{a0}3",
        "Content-Length: 3\u{2003}",
        "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 99999999999999999999999",
        "Content-Length: 1048577",
        "Content-Length: 3\r\nTransfer-Encoding: chunked",
        "X-Length: 3",
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{fields}\r\n\r\nok\n");
        let server = Server::start([answer]);
        let output = run(BY_HAND, [server.addr.to_string()]);
        refused(output, "no usable Content-Length");
    }
}

fn chunks_cut_short() {
    // As JSON, too, there is more to come.
    let cut = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
               5\r\n{\"a\":\r\n";
    for path in UREQ {
        let server = Server::start([cut, cut]);
        refused(run(path, [server.url("/")]), "disconnected");
    }
}

/// The end of the connection is then the end of the body, which is complete
/// (RFC 9112 §8). By hand it is not understood.
fn no_length() {
    let answer = "HTTP/1.1 200 OK\r\n\r\nok\n";
    let server = Server::start([answer]);
    assert_eq!(printed(run(GET, [server.url("/")])), "200 OK\nok\n");
    let server = Server::start([answer, answer]);
    let text = printed(run(STATUS, [server.url("/")]));
    assert_eq!(text, "no error:     200 OK\nas an answer: 200 OK\nok\n");
    let server = Server::start([answer]);
    let output = run(BY_HAND, [server.addr.to_string()]);
    refused(output, "no usable Content-Length");
    let server = Server::start(["HTTP/1.1 204 No Content\r\n\r\n"]);
    assert_eq!(printed(run(GET, [server.url("/")])), "204 No Content\n");
}

fn over_the_limit() {
    let full = answer("200 OK", "", &"x".repeat(MIB));
    let over = answer("200 OK", "", &"x".repeat(MIB + 1));
    let server = Server::start([full]);
    let text = printed(run(GET, [server.url("/")]));
    assert_eq!(text.len(), "200 OK\n".len() + MIB);
    for path in [GET, STATUS, COOKIES] {
        let server = Server::start([over.clone(), over.clone()]);
        refused(run(path, [server.url("/")]), "larger than request limit");
    }
    let spaces = answer("200 OK", "", &" ".repeat(MIB / 16 + 1));
    for path in [POST_JSON, HEADERS] {
        let server = Server::start([spaces.clone()]);
        refused(run(path, [server.url("/")]), "larger than request limit");
    }
}

fn no_end() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n";
    let line = "x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x-x\r\n";
    let addr = endless(head, line, 0);
    let url = format!("http://{addr}/");
    refused(run(GET, [url]), "larger than request limit");
    let addr = endless("HTTP/1.1 200 OK\r\n", line, 0);
    refused(run(BY_HAND, [addr]), "does not end");
    let addr = endless("HTTP/1.1 200 OK\r\n", line, 0);
    refused(run(GET, [format!("http://{addr}/")]), "http-get: http://");
}

fn json_fields() {
    let post = |json: &str| {
        let server = Server::start([answer("200 OK", "", json)]);
        run(POST_JSON, [server.url("/")])
    };
    let more = r#"{"born":1815,"died":1852,"name":"Ada"}"#;
    let text = printed(post(more));
    assert!(text.ends_with("\nAda, born in 1815\n"), "{text}");
    refused(post(r#"{"name":"Ada"}"#), "missing field `born`");
    refused(post(r#"{"name":"Ada","born":-1}"#), "invalid value");
    refused(post(""), "EOF");
}

fn drip_in_head() {
    let addr = endless("HTTP/1.1 200 OK\r\nX-Drip: ", "x", 40);
    refused(run(BY_HAND, [addr]), "timed out");
    let addr = endless("HTTP/1.1 200 OK\r\nX-Drip: ", "x", 40);
    let url = format!("http://{addr}/");
    refused(run(GET, [&url, "1"]), "timeout: global");
}

/// Each of four answers takes less than the time for all of them.
fn drip_in_every_answer() {
    let server = slow(Duration::from_secs(3));
    refused(run(COOKIES, [server]), "timeout: global");
}

/// Who gives each of several requests a time of its own gives it less.
fn drip_in_each_of_several() {
    for_each(&[LOGIN, REUSE], |client| {
        let url = slow(Duration::from_secs(4));
        refused(ask_for(client, &url, ""), "timeout: global");
    });
}

fn drip_in_body() {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    refused(run(BY_HAND, [endless(head, "x", 40)]), "timed out");
    let url = format!("http://{}/", endless(head, "x", 40));
    refused(run(GET, [&url, "1"]), "timeout: global");
}
