//! Servers that mean no good, and each client that could meet them: one line,
//! status 1, and an end.
//!
//! `bad-input::` has those who fall silent, end, reset, drip or flood behind
//! any beginning of an answer. Here are those whose bytes say something.

use std::fs;
use std::process::Output;
use std::thread;
use std::time::{Duration, Instant};

use assert_cmd::Command;
use trials::{Chapter, TempDir, program};

use crate::server::{Server, answer, endless};
use crate::{
    ANY_BODY, COOKIES, GET, HEADERS, POST_JSON, STATUS, TIMEOUT, check,
    printed, refused, run,
};

const DOWNLOAD: &str = env!("CARGO_BIN_EXE_http-download");
const ETAG: &str = env!("CARGO_BIN_EXE_http-etag");
pub const EXPECT: &str = env!("CARGO_BIN_EXE_http-expect");
const FOLLOW: &str = env!("CARGO_BIN_EXE_http-follow");
const FORM: &str = env!("CARGO_BIN_EXE_http-form");
const FROM_ASYNC: &str = env!("CARGO_BIN_EXE_http-from-async");
const GUARD: &str = env!("CARGO_BIN_EXE_http-guard");
const GZIP: &str = env!("CARGO_BIN_EXE_http-gzip");
pub const JAR: &str = env!("CARGO_BIN_EXE_http-jar");
pub const LOGIN: &str = env!("CARGO_BIN_EXE_http-login");
const PHASES: &str = env!("CARGO_BIN_EXE_http-phases");
const RETRY: &str = env!("CARGO_BIN_EXE_http-retry");
pub const REUSE: &str = env!("CARGO_BIN_EXE_http-reuse");
const UPLOAD: &str = env!("CARGO_BIN_EXE_http-upload");

/// Any file will do for an upload.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

/// Those who take a URL first: all but those by hand, and the proxy's, which
/// says it behind another server's answer.
pub const CLIENTS: [&str; 18] = [
    GET, STATUS, POST_JSON, HEADERS, COOKIES, DOWNLOAD, ETAG, FOLLOW, FORM,
    FROM_ASYNC, GUARD, GZIP, JAR, LOGIN, PHASES, RETRY, REUSE, UPLOAD,
];

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 15] = [
        ("upload::a file that ends too early", file_ends_early),
        ("async::silent pages wait side by side", side_by_side),
        ("hostile::answers of which some lacks", some_lacks),
        ("hostile::answers that say two things", two_things),
        ("hostile::chunks without end", endless_chunks),
        ("hostile::announcements without end", endless_words),
        ("hostile::redirects to nowhere", redirects),
        ("hostile::nobody goes where they are led", not_led),
        ("hostile::less than the rest of a file", part_of_rest),
        ("hostile::an end that nobody tells", no_end_told),
        ("download::an empty file", empty_file),
        ("download::another is at work", another_download),
        ("download::the rest of another version", other_rest),
        ("hostile::gzip that is none, or not all", odd_gzip),
        ("hostile::a cookie for somebody else", foreign_cookie),
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

/// What a client says to the server there.
fn ask(client: &str, addr: &str) -> Output {
    ask_for(client, &format!("http://{addr}/"), addr)
}

/// What a client says of a URL.
pub fn ask_for(client: &str, url: &str, addr: &str) -> Output {
    let dir = TempDir::new().expect("a folder");
    let mut command = Command::from_std(program(client));
    command.arg(url).timeout(TIMEOUT);
    match client {
        // The guard lets this one address through.
        GUARD => command.arg(addr),
        UPLOAD => command.arg(FILE),
        DOWNLOAD | JAR => command.arg(dir.path().join("file")),
        LOGIN => command.write_stdin("password\ntoken\n"),
        _ => &mut command,
    };
    command.output().expect("the listing starts")
}

/// What the client says to a server that answers so, more often than any of
/// them asks.
fn against(client: &str, answer: impl Into<String>) -> Output {
    let answers = vec![answer.into(); 5];
    ask(client, &Server::start(answers).addr.to_string())
}

/// Some of them wait before they ask again; together they wait once.
pub fn for_each(clients: &[&'static str], test: impl Fn(&'static str) + Sync) {
    thread::scope(|scope| {
        for client in clients {
            scope.spawn(|| test(client));
        }
    });
}

fn some_lacks() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for_each(&CLIENTS, |client| {
        for cut in [
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_string(),
            format!("{chunked}5\r\nhalf"),
            format!("{chunked}4\r\nhalf\r\n"),
            "HTTP/1.1 200 OK\r\nContent-Le".to_string(),
        ] {
            refused(against(client, cut), "http-");
        }
    });
}

fn two_things() {
    for_each(&CLIENTS, |client| {
        let two = "Content-Length: 3\r\nContent-Length: 4";
        let answer = format!("HTTP/1.1 200 OK\r\n{two}\r\n\r\nabcd");
        refused(against(client, answer), "http-");
    });
}

fn endless_chunks() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk: &str = format!("1000\r\n{}\r\n", "x".repeat(4096)).leak();
    for_each(&CLIENTS, |client| {
        refused(ask(client, &endless(head, chunk, 0)), "http-");
    });
}

fn endless_words() {
    let word = "HTTP/1.1 103 Early Hints\r\n\r\n";
    for_each(&[FOLLOW, FROM_ASYNC, GZIP, PHASES], |client| {
        refused(ask(client, &endless("", word, 1)), "http-");
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
    let inside = to("http://10.0.0.1/latest");
    refused(against(GUARD, inside), "10.0.0.1:80, which is not public");
    refused(against(GUARD, to("file:///etc/passwd")), "http-guard");
    // At these ureq itself panics (3.5.2).
    for location in ["http://:80/", "//x:74500/", "http://127.0.0.256/"] {
        refused(against(GUARD, to(location)), "http-guard: ");
    }
    for client in [FOLLOW, GUARD] {
        let fields = "Location: /\r\nConnection: close\r\n";
        let ring = vec![answer("302 Found", fields, ""); 12];
        let addr = Server::start(ring).addr.to_string();
        refused(ask(client, &addr), "more than 10 redirects");
    }
}

/// Nobody listens at port 1, and whoever asks there says that it was refused.
/// At the other place ureq panics (3.5.2).
fn not_led() {
    for_each(&CLIENTS, |client| {
        for place in ["http://127.0.0.1:1/", "http://:80/"] {
            let to = format!("Location: {place}\r\nConnection: close\r\n");
            let output = against(client, answer("302 Found", &to, "no\n"));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(matches!(output.status.code(), Some(0 | 1)), "{output:?}");
            assert!(said.lines().count() < 2, "{output:?}");
            assert!(!said.contains("Connection refused"), "{output:?}");
        }
    });
}

/// It says of itself that there is more, and is not taken for all.
fn part_of_rest() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    let get = |range: &str, body: &str| {
        let field = format!("Content-Range: {range}\r\nETag: \"a\"\r\n");
        let part = answer("206 Partial Content", &field, body);
        let server = Server::start([part]);
        run(DOWNLOAD, [server.url("/").as_ref(), file.as_os_str()])
    };
    refused(get("bytes 0-4/10", "hello"), "ask again");
    // Not where the first part ends, or of nobody knows how many.
    refused(get("bytes 4-9/10", "o worl"), "no such rest");
    refused(get("bytes 5-9/*", " worl"), "no such rest");
    refused(get("bytes 5-6/10", " w"), "ask again");
    assert!(!file.exists(), "a part has the name of all");
    printed(get("bytes 7-9/10", "orl"));
    let all = fs::read_to_string(&file).expect("the file");
    assert_eq!(all, "hello worl");
}

/// What ends with the connection may be a part of it, however it is called.
fn no_end_told() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ] {
        let server = Server::start([format!("{head}2\r\nok\r\n0\r\n\r\n")]);
        let url = server.url("/");
        let output = run(DOWNLOAD, [url.as_ref(), file.as_os_str()]);
        refused(output, "no length");
        assert!(!file.exists(), "{head}: a part has the name of all");
    }
}

/// Its length is told, and is 0.
fn empty_file() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    let server = Server::start([answer("200 OK", "", "")]);
    let output = run(DOWNLOAD, [server.url("/").as_ref(), file.as_os_str()]);
    assert!(printed(output).contains("\n0 bytes in "));
    assert!(fs::read(&file).expect("the file").is_empty());
}

fn another_download() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    let part = dir.path().join("file.part");
    let part = part.to_str().expect("a name");
    let download = || {
        let server = Server::start([answer("200 OK", "", "whole")]);
        run(DOWNLOAD, [server.url("/").as_ref(), file.as_os_str()])
    };
    let other = ch04_http::part::alone(part).expect("the part");
    refused(download(), "file.part");
    assert!(!file.exists());
    drop(other);
    printed(download());
    assert_eq!(fs::read(&file).expect("the file"), b"whole");
}

/// A server may know ranges and not `If-Range`.
fn other_rest() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    let ask = |etag: &str| {
        let write = |end: &str, text: &str| {
            let name = dir.path().join(format!("file.{end}"));
            fs::write(name, text).expect("a file");
        };
        write("part", "abc");
        // As an editor leaves it.
        write("etag", "\"one\"\n");
        let fields = format!("Content-Range: bytes 3-5/6\r\nETag: {etag}\r\n");
        let rest = answer("206 Partial Content", &fields, "def");
        let server = Server::start([rest]);
        run(DOWNLOAD, [server.url("/").as_ref(), file.as_os_str()])
    };
    refused(ask("\"two\""), "no such rest");
    assert!(!file.exists());
    printed(ask("\"one\""));
    assert_eq!(fs::read(&file).expect("the file"), b"abcdef");
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
    let server = Server::start(vec![answer.clone(); 2]);
    let dir = TempDir::new().expect("a folder");
    let jar = dir.path().join("jar.json");
    let jar = jar.to_string_lossy().into_owned();
    let text = printed(run(JAR, [server.url("/cookies"), jar]));
    assert!(text.contains("/cookies: a cookie refused: "), "{text}");
    let requests = server.requests().concat().to_ascii_lowercase();
    assert!(!requests.contains("cookie: "), "{requests}");

    let server = Server::start(vec![answer; 4]);
    printed(run(COOKIES, [server.url("/cookies")]));
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(!requests.concat().contains("cookie: "), "{requests:?}");
}
