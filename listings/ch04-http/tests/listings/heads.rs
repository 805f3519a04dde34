//! Heads of answers as servers send them, and http-get-by-hand's reading.

use trials::Chapter;

use crate::server::{Server, answer, endless};
use crate::{BY_HAND, check, printed, refused, run};

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 5] = [
        ("head::interim answers come before the answer", interim),
        ("head::interim answers without end", interim_without_end),
        ("head::bytes that are no text", latin_1),
        ("head::a status is three digits", statuses),
        ("head::204 and 304 have no body, whatever they say", no_body),
    ];
    trials
        .into_iter()
        .fold(chapter, |all, (name, run)| check(all, name, run))
}

/// Runs the listing against a server that says this.
fn against(answer: impl AsRef<[u8]> + Send + 'static) -> std::process::Output {
    run(BY_HAND, [Server::start([answer]).addr.to_string()])
}

fn interim() {
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n\
                   HTTP/1.1 100\r\nContent-Length: 5\r\n\r\n";
    let all = interim.to_string() + &answer("200 OK", "", "ok\n");
    let text = printed(against(all));
    assert_eq!(text.matches("received:\n").count(), 3, "{text}");
    assert!(
        text.contains("\nHTTP/1.1 103 Early Hints\\r\\n\n"),
        "{text}"
    );
    assert!(text.ends_with("and a body of 3 bytes:\nok\n"), "{text}");
}

fn interim_without_end() {
    // Long ones, so that the limit and not the time ends it.
    let field = "x".repeat(4000);
    let interim = format!("HTTP/1.1 102 Processing\r\nX: {field}\r\n\r\n");
    let addr = endless("", interim.leak(), 0);
    refused(run(BY_HAND, [addr]), "does not end");
}

fn latin_1() {
    let text = printed(against(
        b"HTTP/1.1 200 f\xfcr\r\nX: \xff\r\nContent-Length: 3\r\n\r\nok\n",
    ));
    assert!(
        text.contains("HTTP/1.1 200 f\\xfcr\\r\\n\nX: \\xff\\r"),
        "{text}"
    );
    assert!(text.ends_with("and a body of 3 bytes:\nok\n"), "{text}");
}

fn statuses() {
    let with = |status: &str| {
        against(format!("{status}\r\nContent-Length: 3\r\n\r\nok\n"))
    };
    // Of a later minor version, too (RFC 9110 §6.2).
    for status in [
        "HTTP/1.1 200",
        "HTTP/1.1 200 ",
        "HTTP/1.0 599 Odd",
        "HTTP/1.2 200 OK",
    ] {
        printed(with(status));
    }
    for status in [
        "HTTP/1.1 2000 OK",
        "HTTP/1.1 1000 OK",
        "HTTP/1.1 20 OK",
        "HTTP/1.1 +20 OK",
        "HTTP/1.1  200 OK",
        "HTTP/1.1 999 OK",
        "HTTP/1.1",
        "ok",
    ] {
        refused(with(status), "no usable status");
    }
}

fn no_body() {
    for status in ["204 No Content", "304 Not Modified"] {
        for fields in ["Content-Length: 5\r\n", "X: y\r\n"] {
            let head = format!("HTTP/1.1 {status}\r\n{fields}\r\n");
            let text = printed(against(head));
            assert!(text.ends_with("and a body of 0 bytes:\n"), "{text}");
        }
    }
}
