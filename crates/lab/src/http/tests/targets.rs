//! Targets and Hosts: what is one, and what is none.

use super::refusals::check_refused;
use super::send;

#[track_caller]
fn check_served(request: &str) {
    let answer = send(request);
    assert!(
        answer.starts_with("HTTP/1.1 200 "),
        "{request:?}: {answer:?}"
    );
}

#[test]
fn hosts_that_are_served() {
    for host in [
        "lab",
        "lab:",
        "lab:80",
        "LAB.example.",
        "127.0.0.1:7450",
        "999.0.0.1",
        "[::1]",
        "[::1]:",
        "[2001:db8::7]:80",
        "[::ffff:192.0.2.1]",
        "[v1.fe80::a+en1]",
        "a%20b",
        "%C3%A9",
        "a-._~!$&'()*+,;=",
        "  lab\t",
    ] {
        check_served(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"));
    }
}

#[test]
fn hosts_that_are_refused() {
    for host in [
        "",
        " ",
        ":80",
        "a b",
        "a\tb",
        "a b/c",
        "lab/",
        "lab?",
        "lab#",
        "lab:80:80",
        "lab:http",
        "lab:+80",
        "lab:-1",
        "lab :80",
        "lab: 80",
        "user@lab",
        "user:secret@lab",
        "@lab",
        "http://lab",
        "[::1",
        "::1",
        "::1]",
        "[]",
        "[lab]",
        "[127.0.0.1]",
        "[::1]80",
        "[::1]]",
        "[[::1]]",
        "a[::1]",
        "[::1%1]",
        "[fe80::1%25eth0]",
        "[1:2:3:4:5:6:7:8:9]",
        "[::12345]",
        "[v.a]",
        "[v1.]",
        "[v1a]",
        "[vg.a]",
        "a%",
        "a%4",
        "a%zz",
        "a\"b",
        "<lab>",
        "a\\b",
        "a^b",
        "a|b",
        "{lab}",
        "`lab`",
        "lab\u{0}",
        "lab\u{7f}",
        "é",
    ] {
        check_refused(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), "400");
    }
    let latin_1 = b"GET / HTTP/1.1\r\nHost: caf\xe9\r\n\r\n";
    check_refused(latin_1, "400");
}

/// One that is wrong is refused in any request (RFC 9112 §3.2).
#[test]
fn a_host_counts_only_where_it_names_the_host_but_must_be_one() {
    check_served("GET / HTTP/1.0\r\n\r\n");
    check_served("GET / HTTP/1.0\r\nHost:\r\n\r\n");
    check_refused("GET / HTTP/1.0\r\nHost: a b\r\n\r\n", "400");
    check_refused("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", "400");
    // §3.2.2: the target's own host counts.
    check_served("GET http://lab/ HTTP/1.1\r\nHost: other\r\n\r\n");
    check_served("GET http://lab/ HTTP/1.1\r\nHost:\r\n\r\n");
    check_refused("GET http://lab/ HTTP/1.1\r\nHost: a b\r\n\r\n", "400");
    check_refused("GET http://lab/ HTTP/1.1\r\n\r\n", "400");
    check_refused("OPTIONS * HTTP/1.1\r\nHost:\r\n\r\n", "400");
}

#[test]
fn targets_that_are_served() {
    for target in [
        "/",
        "/?",
        "/?a=b&c=/?@:",
        "/?a[]={b}|^`",
        "/?100%",
        "http://lab",
        "http://lab/",
        "HTTP://lab:80/?x",
        "http://lab?x=1",
        "http://[::1]:7450/",
        "http://127.0.0.1:/",
    ] {
        check_served(&format!("GET {target} HTTP/1.1\r\nHost: lab\r\n\r\n"));
    }
    // The path is that of no page, but is one.
    for path in ["//", "/a;b=c", "/%2F%e9", "/a:@!$&'()*+,=~", "/../x"] {
        let answer = send(format!("GET {path} HTTP/1.1\r\nHost: lab\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer:?}");
    }
}

#[test]
fn the_whole_server_has_options() {
    for target in ["*", "http://lab", "http://lab:7450"] {
        let answer =
            send(format!("OPTIONS {target} HTTP/1.1\r\nHost: lab\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 204 "), "{target}: {answer:?}");
        assert!(answer.contains("\r\nAllow: GET, "), "{target}: {answer:?}");
    }
}

#[test]
fn targets_that_are_refused() {
    for (target, status) in [
        ("hello", "400"),
        ("*", "400"),
        ("?x", "400"),
        ("lab:80", "400"),
        ("http:/x", "400"),
        ("http:x", "400"),
        ("://lab/", "400"),
        ("1a://lab/", "400"),
        ("http:///x", "400"),
        ("http://", "400"),
        ("http://?x", "400"),
        ("http://:80/", "400"),
        ("http://user@lab/", "400"),
        ("http://lab:80:80/", "400"),
        ("http://[::1/", "400"),
        ("http://a%zz/", "400"),
        ("http://lab\\/", "400"),
        ("http://lab#/", "400"),
        ("http://lab/#top", "400"),
        ("/#top", "400"),
        ("/?#top", "400"),
        ("/%", "400"),
        ("/%4", "400"),
        ("/%zz", "400"),
        ("/a\"b", "400"),
        ("/a<b>", "400"),
        ("/a\\b", "400"),
        ("/a^b", "400"),
        ("/a`b", "400"),
        ("/{a}", "400"),
        ("/a|b", "400"),
        ("/[a]", "400"),
        ("/é", "400"),
        ("/a\u{7f}", "400"),
        ("/?\"<", "400"),
        ("/?é", "400"),
        // RFC 9110 §7.4: what is another scheme's is not answered here.
        ("https://lab/", "421"),
        ("ftp://lab/", "421"),
    ] {
        check_refused(
            format!("GET {target} HTTP/1.1\r\nHost: lab\r\n\r\n"),
            status,
        );
    }
    check_refused("OPTIONS ** HTTP/1.1\r\nHost: lab\r\n\r\n", "400");
}
