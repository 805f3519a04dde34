//! Replays this chapter's records and adds what a console cannot show.

#[path = "listings/answers.rs"]
mod answers;
#[path = "listings/any_body.rs"]
mod any_body;
#[path = "listings/both.rs"]
mod both;
#[path = "listings/built_of.rs"]
mod built_of;
#[path = "listings/bytes.rs"]
mod bytes;
#[path = "listings/expect.rs"]
mod expect;
#[cfg(target_os = "linux")]
#[path = "../facts/mod.rs"]
mod facts;
#[path = "listings/heads.rs"]
mod heads;
#[path = "listings/hostile.rs"]
mod hostile;
#[path = "listings/names.rs"]
mod names;
#[path = "listings/odd_cookies.rs"]
mod odd_cookies;
#[path = "listings/parsers.rs"]
mod parsers;
#[path = "listings/peers.rs"]
mod peers;
#[path = "listings/server.rs"]
mod server;
#[path = "listings/server_table.rs"]
mod server_table;
#[path = "listings/small_server.rs"]
mod small_server;
#[path = "listings/tunneled.rs"]
mod tunneled;
#[path = "../../ch03-udp/tests/listings/two_addresses.rs"]
mod two_addresses;
#[path = "listings/urls.rs"]
mod urls;

use std::ffi::OsStr;
use std::process::Output;
use std::time::Duration;

use assert_cmd::Command;
use trials::{Chapter, Outcome, program};

const BY_HAND: &str = env!("CARGO_BIN_EXE_http-get-by-hand");
const ANY_BODY: &str = env!("CARGO_BIN_EXE_http-any-body");
const PIPELINE: &str = env!("CARGO_BIN_EXE_http-pipeline");
const SERVER: &str = env!("CARGO_BIN_EXE_http-server");
const GET: &str = env!("CARGO_BIN_EXE_http-get");
const STATUS: &str = env!("CARGO_BIN_EXE_http-status");
const POST_JSON: &str = env!("CARGO_BIN_EXE_http-post-json");
const HEADERS: &str = env!("CARGO_BIN_EXE_http-headers");
const COOKIES: &str = env!("CARGO_BIN_EXE_http-cookies");

/// The listings that take a URL.
const UREQ: [&str; 5] = [GET, STATUS, POST_JSON, HEADERS, COOKIES];

/// Longer than a client may take; it only ends what has gone wrong.
const TIMEOUT: Duration = Duration::from_secs(30);

fn main() {
    two_addresses::stage();
    let tour = env!("CARGO_BIN_EXE_ch04-http");
    let chapter = trials::chapter(env!("CARGO_MANIFEST_DIR"), tour);
    let added = [
        any_body::trials,
        both::trials,
        built_of::trials,
        bytes::trials,
        expect::trials,
        heads::trials,
        hostile::trials,
        names::trials,
        odd_cookies::trials,
        urls::trials,
        peers::trials,
        parsers::trials,
        answers::trials,
        server_table::trials,
        small_server::trials,
        tunneled::trials,
    ];
    let chapter = added.into_iter().fold(chapter, |all, add| add(all));
    #[cfg(target_os = "linux")]
    let chapter = chapter.facts(facts::ALL);
    chapter.run()
}

/// Adds a trial that passes unless it panics.
fn check(chapter: Chapter, name: &str, run: fn()) -> Chapter {
    chapter.trial(name, move || {
        run();
        Outcome::Passed
    })
}

/// Runs a listing to its end.
fn run(
    path: &str,
    args: impl IntoIterator<Item = impl AsRef<OsStr>>,
) -> Output {
    let mut command = Command::from_std(program(path));
    command.args(args).timeout(TIMEOUT);
    command.output().expect("the listing starts")
}

/// What a listing that must succeed printed.
#[track_caller]
fn printed(output: Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("it prints text")
}

/// A failure is status 1 and one line that says what the matter is.
#[track_caller]
fn refused(output: Output, why: &str) {
    let line = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(line.lines().count(), 1, "{output:?}");
    assert!(line.contains(why), "{why:?} is not said: {line}");
}
