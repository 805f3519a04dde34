//! What a program is asked to fetch, and where it lets itself be sent.

use std::net::TcpListener;

use assert_cmd::Command;
use trials::{Chapter, Outcome, program};

use crate::hostile::{CLIENTS, EXPECT, ask_for};
use crate::server::{Server, answer};
use crate::{
    ANY_BODY, BY_HAND, GET, HEADERS, PIPELINE, UREQ, check, printed, refused,
    run,
};

const JAR: &str = env!("CARGO_BIN_EXE_http-jar");
const UPLOAD: &str = env!("CARGO_BIN_EXE_http-upload");

/// Two of these a client would take for a URL, and its cookies would not.
const BAD_URLS: [&str; 9] = [
    "",
    "nonsense",
    "http://",
    "http://:80/",
    "http://127.0.0.256/",
    "http://127.0.0.1:99999/",
    "http://[::1",
    "ftp://127.0.0.1/",
    "https://127.0.0.1/",
];

pub fn trials(chapter: Chapter) -> Chapter {
    let trials: [(&str, fn()); 6] = [
        ("url::what is none", bad_urls),
        (
            "url::a path or address that would be more than one",
            bad_paths,
        ),
        ("url::seconds that are none", bad_seconds),
        ("redirect::is shown and not followed", redirects),
        ("proxy::of the environment is not asked", proxies),
        ("file::a folder, a device, and none", bad_files),
    ];
    trials
        .into_iter()
        .fold(chapter, |all, (name, run)| check(all, name, run))
        .trial("ipv6::a literal in brackets", ipv6)
}

fn bad_urls() {
    for path in CLIENTS {
        for url in BAD_URLS {
            let output = ask_for(path, url, "127.0.0.1:1");
            refused(output, &format!(": {url}: "));
        }
    }
    refused(run(BY_HAND, ["nonsense"]), "nonsense: ");
    refused(run(BY_HAND, ["127.0.0.1:99999"]), "127.0.0.1:99999: ");
}

fn bad_paths() {
    for path in ["/a b", "/hello HTTP/1.1\r\nX: y", "/\t", "/é"] {
        refused(run(BY_HAND, ["127.0.0.1:1", path]), "only ASCII");
    }
    // Some resolvers read an address and overlook what follows it.
    for addr in ["127.0.0.1 x:1", "127.0.0.1\tX: y:1"] {
        refused(run(BY_HAND, [addr, "/"]), "only ASCII");
    }
    // A zone is not to leave the machine, and these do not take it off.
    for path in [ANY_BODY, EXPECT, PIPELINE] {
        for addr in ["127.0.0.1 x:1", "[fe80::1%1]:80"] {
            refused(run(path, [addr]), "only ASCII, no space and no zone");
        }
    }
}

fn bad_seconds() {
    for seconds in ["soon", "-1", "inf", "1e19", "65536", ""] {
        let output = run(GET, ["http://127.0.0.1:1/", seconds]);
        refused(output, "SECONDS is a whole number");
    }
}

/// Not even to where ureq, with its cookies, would panic (3.5.2).
fn redirects() {
    for location in ["/next", "http://:80/", "http://127.0.0.256/"] {
        let fields = format!("Location: {location}\r\nConnection: close\r\n");
        let answers = (0..4).map(|_| answer("302 Found", &fields, "{}"));
        let server = Server::start(answers);
        let text = printed(run(GET, [server.url("/")]));
        assert_eq!(text, "302 Found\n{}");
        assert_eq!(server.requests().len(), 1);
    }
    for path in UREQ {
        let fields = "Location: http://:80/\r\nConnection: close\r\n";
        let answers = (0..4).map(|_| answer("302 Found", fields, "{}"));
        let output = run(path, [Server::start(answers).url("/")]);
        assert_ne!(output.status.code(), Some(101), "{path}: {output:?}");
    }
}

fn proxies() {
    // A person, and with it an object of texts, as http-headers wants.
    let person = r#"{"name":"Ada","born":1815}"#;
    let texts = r#"{"name":"Ada"}"#;
    for path in UREQ {
        let json = if path == HEADERS { texts } else { person };
        let fields = "Connection: close\r\n";
        let server =
            Server::start((0..4).map(|_| answer("200 OK", fields, json)));
        let mut command = Command::from_std(program(path));
        for name in ["ALL_PROXY", "HTTP_PROXY", "http_proxy"] {
            command.env(name, "http://127.0.0.1:1");
        }
        command.arg(server.url("/")).assert().success();
    }
}

fn ipv6() -> Outcome {
    if let Err(error) = TcpListener::bind("[::1]:0") {
        return Outcome::Ignored(format!("no IPv6 loopback here: {error}"));
    }
    let server = match trials::Server::start(trials::lab(&["http", "[::1]:0"]))
    {
        Ok(server) => server,
        Err(problem) => return Outcome::Failed(problem),
    };
    let addr = server.addr.to_string();
    let text = printed(run(BY_HAND, [&addr, "/hello"]));
    assert!(text.ends_with("\nhello, world\n"), "{text}");
    let text = printed(run(GET, [format!("http://{addr}/hello")]));
    assert_eq!(text, "200 OK\nhello, world\n");
    Outcome::Passed
}

/// What is named, and is no file to send or no jar, is told before anybody
/// is asked: nobody listens there.
fn bad_files() {
    let url = "http://127.0.0.1:9/";
    let folder = env!("CARGO_MANIFEST_DIR");
    for file in [folder, "/dev/zero", "none.here"] {
        refused(run(UPLOAD, [url, file]), &format!("{file}: "));
    }
    for file in [folder, "/dev/zero", "Cargo.toml/none"] {
        refused(run(JAR, [url, file]), &format!("{file}: "));
    }
}
