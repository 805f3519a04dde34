//! Servers that mean no good, and each client that could meet them: one line,
//! status 1, and an end.
//!
//! `bad-input::` has those who fall silent, end, reset, drip or flood behind
//! any beginning of an answer. Here are those whose bytes say something.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use trials::Chapter;

use crate::server::{Server, answer, endless};
use crate::{ANY_BODY, GET, check, printed, refused, run};

const EXPECT: &str = env!("CARGO_BIN_EXE_http-expect");
const FOLLOW: &str = env!("CARGO_BIN_EXE_http-follow");
const FROM_ASYNC: &str = env!("CARGO_BIN_EXE_http-from-async");
const GUARD: &str = env!("CARGO_BIN_EXE_http-guard");
const GZIP: &str = env!("CARGO_BIN_EXE_http-gzip");
const JAR: &str = env!("CARGO_BIN_EXE_http-jar");
const PHASES: &str = env!("CARGO_BIN_EXE_http-phases");
const UPLOAD: &str = env!("CARGO_BIN_EXE_http-upload");

/// Any file will do for an upload.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Those who take a URL first.
const CLIENTS: [&str; 7] =
    [GET, FOLLOW, FROM_ASYNC, GUARD, GZIP, PHASES, UPLOAD];

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 10] = [
        ("upload::a file that ends too early", file_ends_early),
        ("async::silent pages wait side by side", side_by_side),
        ("hostile::answers of which some lacks", some_lacks),
        ("hostile::answers that say two things", two_things),
        ("hostile::chunks without end", endless_chunks),
        ("hostile::announcements without end", endless_words),
        ("hostile::redirects to nowhere", redirects),
        ("hostile::gzip that is none, or not all", odd_gzip),
        ("hostile::a cookie for somebody else", foreign_cookie),
        ("hostile::a word and no answer", no_answer),
    ];
    trials
        .into_iter()
        .fold(chapter, |all, (name, run)| check(all, name, run))
}

/// In this file system a file's length is that of a page of memory.
fn file_ends_early() {
    let file = "/sys/devices/system/cpu/online";
    if cfg!(target_os = "linux") && fs::metadata(file).is_ok() {
        let server = Server::start([answer("200 OK", "", "")]);
        let output = run(UPLOAD, [server.url("/"), file.to_string()]);
        refused(output, "shorter than it was");
    }
}

/// Ten that wait a second each, in far less than ten.
fn side_by_side() {
    let begun = Instant::now();
    let urls = (0..10).map(|_| format!("http://{}/", endless("", "", 100)));
    refused(run(FROM_ASYNC, urls), "timeout: global");
    assert!(begun.elapsed() < Duration::from_secs(9), "one by one");
}

/// What the client says to a server that answers so, twice if it asks again.
fn against(client: &str, answer: impl Into<String>) -> std::process::Output {
    let answer = answer.into();
    let server = Server::start([answer.clone(), answer]);
    let url = server.url("/");
    let allowed = server.addr.to_string();
    match client {
        // The guard lets this one address through.
        GUARD => run(client, [url, allowed]),
        UPLOAD => run(client, [url, FILE.into()]),
        _ => run(client, [url]),
    }
}

fn some_lacks() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for client in CLIENTS {
        for cut in [
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_string(),
            format!("{chunked}5\r\nhalf"),
            format!("{chunked}4\r\nhalf\r\n"),
            "HTTP/1.1 200 OK\r\nContent-Le".to_string(),
        ] {
            refused(against(client, cut), "http-");
        }
    }
}

fn two_things() {
    for client in CLIENTS {
        let two = "Content-Length: 3\r\nContent-Length: 4";
        let answer = format!("HTTP/1.1 200 OK\r\n{two}\r\n\r\nabcd");
        refused(against(client, answer), "http-");
    }
}

fn endless_chunks() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("1000\r\n{}\r\n", "x".repeat(4096)).leak();
    for client in [GET, FOLLOW, FROM_ASYNC, GZIP, PHASES] {
        let addr = endless(head, chunk, 0);
        refused(run(client, [format!("http://{addr}/")]), "http-");
    }
}

fn endless_words() {
    let word = "HTTP/1.1 103 Early Hints\r\n\r\n";
    // Each waits until its time is over; together they wait once.
    thread::scope(|scope| {
        for client in [FOLLOW, FROM_ASYNC, GZIP, PHASES] {
            scope.spawn(move || {
                let url = format!("http://{}/", endless("", word, 1));
                refused(run(client, [url]), "http-");
            });
        }
    });
    refused(run(ANY_BODY, [endless("", word, 0)]), "announcements");
}

fn redirects() {
    let to = |location: &str| {
        answer("302 Found", &format!("Location: {location}\r\n"), "")
    };
    for (location, why) in [
        ("file:///etc/passwd", "another scheme"),
        ("https://127.0.0.1/", "another scheme"),
        ("//127.0.0.2/", "another host"),
        ("http://127.0.0.1:1/", "another port"),
        ("http://:80/", "no URL"),
        ("http://[::1", "no URL"),
        ("http://127.0.0.1:99999/", "no URL"),
    ] {
        refused(against(FOLLOW, to(location)), why);
    }
    let answer = to("http://10.0.0.1/latest");
    refused(against(GUARD, answer), "10.0.0.1:80, which is not public");
    refused(against(GUARD, to("file:///etc/passwd")), "http-guard");
}

/// `hello` in gzip, as Python's `gzip.compress(b"hello", mtime=0)`.
const HELLO: [u8; 25] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xff, 0xcb, 0x48,
    0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x86, 0xa6, 0x10, 0x36, 0x05, 0x00, 0x00,
    0x00,
];

fn odd_gzip() {
    let packed = |coding: &str, body: &[u8]| {
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        let server = Server::start([[head.as_bytes(), body].concat()]);
        run(GZIP, [server.url("/")])
    };
    let whole = printed(packed("gzip", &HELLO));
    assert_eq!(whole, "200 OK: 25 bytes came, 5 are out\nhello");
    // Two members are one text.
    let both = printed(packed("GZIP", &[HELLO, HELLO].concat()));
    assert_eq!(both, "200 OK: 50 bytes came, 10 are out\nhellohello");
    for end in [0, 9, 12, 17, 24] {
        refused(packed("gzip", &HELLO[..end]), "http-gzip");
    }
    let mut other_sum = HELLO;
    other_sum[18] ^= 1;
    refused(packed("gzip", &other_sum), "checksum");
    refused(packed("gzip", b"hello"), "http-gzip");
    refused(packed("br", &HELLO), "nobody asked for");
    refused(packed("gzip, gzip", &HELLO), "nobody asked for");
}

/// It is ignored, said, and not sent.
fn foreign_cookie() {
    let set = "Set-Cookie: key=secret; Domain=two.example\r\n\
               Connection: close\r\n";
    let answer = answer("200 OK", set, "ok\n");
    let server = Server::start([answer.clone(), answer]);
    let dir = trials::TempDir::new().expect("a folder");
    let jar = dir.path().join("jar.json");
    let jar = jar.to_string_lossy().into_owned();
    let text = printed(run(JAR, [server.url("/cookies"), jar]));
    assert!(text.contains("/cookies: a cookie refused: "), "{text}");
    let requests = server.requests().concat().to_ascii_lowercase();
    assert!(!requests.contains("cookie: "), "{requests}");
}

fn no_answer() {
    let word = "HTTP/1.1 100 Continue\r\n\r\n";
    let server = Server::start([word]);
    let addr = server.addr.to_string();
    refused(run(EXPECT, [&*addr, "/", "5"]), "does not end");
}
