//! What a status is bound to say beside its number (RFC 9110 §15).

use super::send;

fn status(method: &str, code: u16) -> String {
    send(format!(
        "{method} /status/{code} HTTP/1.1\r\nHost: lab\r\n\r\n"
    ))
}

#[test]
fn no_content_has_no_length() {
    for code in [204, 304] {
        let answer = status("GET", code);
        assert!(answer.ends_with("\r\n\r\n"), "{answer:?}");
        assert!(!answer.contains("Content-"), "{answer:?}");
        assert!(!answer.contains("Transfer-"), "{answer:?}");
    }
}

#[test]
fn reset_content_has_a_length_of_nothing() {
    for method in ["GET", "HEAD", "POST"] {
        assert_eq!(
            status(method, 205),
            "HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n"
        );
    }
}

#[test]
fn what_a_status_must_say() {
    for (code, line) in [
        (206, "Content-Range: bytes 0-19/20"),
        (401, "WWW-Authenticate: Basic realm=\"lab\""),
        (405, "Allow: OPTIONS"),
        (407, "Proxy-Authenticate: Basic realm=\"lab\""),
        (416, "Content-Range: bytes */26"),
        (426, "Upgrade: HTTP/3.0\r\nConnection: Upgrade"),
        (301, "Location: /hello"),
        (302, "Location: /hello"),
        (303, "Location: /hello"),
        (307, "Location: /hello"),
        (308, "Location: /hello"),
    ] {
        let answer = status("GET", code);
        let line = format!("\r\n{line}\r\n");
        assert!(answer.contains(&line), "{code}: {answer:?}");
        assert!(status("HEAD", code).contains(&line), "HEAD {code}");
    }
    assert!(!status("GET", 404).contains("Allow"));
    assert!(!status("GET", 304).contains("Location"));
}

#[test]
fn a_status_that_must_not_be_kept_is_allowed_by_its_name() {
    // RFC 9110 §9.3.7: what OPTIONS lists is what is allowed.
    let options = status("OPTIONS", 405);
    assert!(options.starts_with("HTTP/1.1 204 "), "{options:?}");
}

#[test]
fn every_405_names_the_allowed_methods() {
    for (method, path, allow) in [
        ("POST", "/hello", "GET, HEAD, OPTIONS"),
        ("TRACE", "/hello", "GET, HEAD, OPTIONS"),
        ("GET", "/echo", "POST, PUT, OPTIONS"),
        ("DELETE", "/bytes/1", "GET, HEAD, OPTIONS"),
    ] {
        let answer =
            send(format!("{method} {path} HTTP/1.1\r\nHost: lab\r\n\r\n"));
        let allow = format!("\r\nAllow: {allow}\r\n");
        assert!(answer.starts_with("HTTP/1.1 405 "), "{answer:?}");
        assert!(answer.contains(&allow), "{method} {path}: {answer:?}");
    }
}

#[test]
fn every_status_is_framed() {
    for code in 200..=599 {
        // The next answer begins where this one says that it ends.
        let next = "GET /hello HTTP/1.1\r\nHost: lab\r\n\r\n";
        let answer = send(format!(
            "GET /status/{code} HTTP/1.1\r\nHost: lab\r\n\r\n{next}"
        ));
        let (head, rest) = answer.split_once("\r\n\r\n").unwrap();
        let length = head.split("Content-Length: ").nth(1);
        let length = length.and_then(|rest| rest.lines().next());
        let length: usize = length.map_or(0, |text| text.parse().unwrap());
        let next = &rest[length..];
        assert!(
            next.starts_with("HTTP/1.1 200 OK\r\n"),
            "{code}: {answer:?}"
        );
    }
}
