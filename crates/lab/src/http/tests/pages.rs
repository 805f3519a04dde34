//! The pages that need more than a line, as a client sees them.

use super::send;

fn get(target: &str, fields: &str) -> String {
    send(format!(
        "GET {target} HTTP/1.1\r\nHost: lab\r\n{fields}\
         Connection: close\r\n\r\n"
    ))
}

#[test]
fn a_form_is_read_from_the_query_and_from_the_body() {
    let answer = get("/form?q=rust%20%26+cargo&empty&a=b=c", "");
    let lines = "\r\n\r\nq = rust & cargo\nempty = \na = b=c\n";
    assert!(answer.ends_with(lines), "{answer:?}");

    let post = |media_type: &str| {
        send(format!(
            "POST /form HTTP/1.1\r\nHost: lab\r\nContent-Type: {media_type}\r\n\
             Content-Length: 7\r\nConnection: close\r\n\r\nq=a%2Bb"
        ))
    };
    let form = "Application/x-www-form-urlencoded; charset=utf-8";
    assert!(post(form).ends_with("\r\n\r\nq = a+b\n"));
    assert!(post("text/plain").starts_with("HTTP/1.1 415 "));
}

#[test]
fn the_private_page_knows_a_password_and_a_token() {
    let known = "Basic YWRhOmVuZ2luZQ==";
    for (credentials, status) in [
        (known, 200),
        ("basic  YWRhOmVuZ2luZQ==", 200),
        ("BEARER lab-token", 200),
        ("Basic YWRhOnN0ZWFt", 401),
        ("Basic", 401),
        ("Bearer YWRhOmVuZ2luZQ==", 401),
        ("Digest lab-token", 401),
    ] {
        let field = format!("Authorization: {credentials}\r\n");
        let answer = get("/private", &field);
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&expected), "{credentials}: {answer:?}");
    }
    let both = format!("Authorization: {known}\r\nAuthorization: {known}\r\n");
    assert!(get("/private", &both).starts_with("HTTP/1.1 401 "));
    let nobody = get("/private", "");
    assert_eq!(
        nobody.matches("WWW-Authenticate: ").count(),
        2,
        "{nobody:?}"
    );
}

#[test]
fn the_file_comes_whole_in_part_or_not_at_all() {
    for (fields, status, said) in [
        ("", 200, "Content-Length: 300000\r\n"),
        (
            "Range: bytes=0-11\r\n",
            206,
            "Content-Range: bytes 0-11/300000\r\n",
        ),
        (
            "Range: bytes=300000-\r\n",
            416,
            "Content-Range: bytes */300000\r\n",
        ),
        ("If-None-Match: \"lab-1\"\r\n", 304, "ETag: \"lab-1\"\r\n"),
        (
            "If-None-Match: \"a\", W/\"lab-1\"\r\n",
            304,
            "ETag: \"lab-1\"\r\n",
        ),
        (
            "If-None-Match: \"a\"\r\n",
            200,
            "Content-Length: 300000\r\n",
        ),
        (
            "If-Range: \"lab-1\"\r\nRange: bytes=-12\r\n",
            206,
            "Content-Range: bytes 299988-299999/300000\r\n",
        ),
        (
            "If-Range: \"lab-0\"\r\nRange: bytes=-12\r\n",
            200,
            "Content-Length: 300000\r\n",
        ),
    ] {
        let answer = get("/file", fields);
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&expected), "{fields:?}");
        assert!(answer.contains(said), "{fields:?}");
    }
}

#[test]
fn a_cut_file_announces_more_than_comes() {
    let body = |answer: &str| answer.split("\r\n\r\n").nth(1).map(str::len);
    let answer = get("/file/cut", "");
    assert!(answer.contains("Content-Length: 300000\r\n"));
    assert_eq!(body(&answer), Some(100_000));
    let answer = get("/file/cut", "Range: bytes=200000-\r\n");
    assert!(answer.contains("Content-Length: 100000\r\n"));
    assert_eq!(body(&answer), Some(100_000));
}

#[test]
fn a_flaky_service_is_away_so_many_times() {
    for _ in 0..2 {
        let first = get("/flaky/2?test", "");
        assert!(first.starts_with("HTTP/1.1 503 "), "{first:?}");
        assert!(first.contains("Retry-After: 1\r\n"), "{first:?}");
        let second = get("/flaky/2?test", "");
        assert!(second.starts_with("HTTP/1.1 503 "), "{second:?}");
        assert!(!second.contains("Retry-After"), "{second:?}");
        assert!(get("/flaky/2?test", "").ends_with("here again\n"));
    }
    assert!(get("/flaky/x", "").starts_with("HTTP/1.1 400 "));
}

#[test]
fn the_port_is_the_clients() {
    let answer = get("/port", "");
    let port = answer.split("\r\n\r\n").nth(1).map(str::trim_end);
    let port: Option<u16> = port.and_then(|port| port.parse().ok());
    assert!(port.is_some_and(|port| port > 0), "{answer:?}");
}
