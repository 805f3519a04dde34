//! What a bad server says inside a tunnel: the proxy carries it, and its
//! client says one line, in bounded time.
//!
//! `bad-input::` has the proxies that misbehave themselves.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Output;
use std::thread;
use std::time::Duration;

use lab::tcp::end_in_stages;
use trials::Chapter;

use crate::server::{answer, repeated};
use crate::{check, printed, refused, run};

const PROXY: &str = env!("CARGO_BIN_EXE_http-proxy");

/// What the server does when it has said its part.
#[derive(Clone, Copy)]
enum Then {
    Close,
    Reset,
    Wait,
    /// It says this again and again, a pause of so many ms between two.
    Repeat(&'static str, u64),
}
use Then::{Close, Repeat, Reset, Wait};

/// What it says, what it does then, and a part of the line that must come;
/// none, where it depends on how fast the one sends and the other reads. Of
/// the client's two clocks, ureq's and its own, either may be the first.
type Row = (&'static str, Then, &'static str);

const HALF: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf";
const CHUNKS: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
/// A body of smaller ones costs the client its time before it is too large.
const CHUNK: &str = "40\r\n\
    0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
const OPEN: &str = "HTTP/1.1 200 OK\r\n\r\n";

const ROWS: [Row; 18] = [
    ("", Close, "disconnected"),
    ("", Reset, "io: "),
    ("", Wait, "time"),
    ("HTTP/1.1 200 OK\r\nContent-Le", Close, "disconnected"),
    ("HTTP/1.1 200 OK\r\n", Repeat("X: y\r\n", 0), "headers"),
    ("HTTP/1.1 200 OK\r\nX: ", Repeat("yyyyyyyy", 0), "header"),
    ("", Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 0), ""),
    ("SSH-2.0-OpenSSH_9.9\r\n", Wait, "HTTP version"),
    (HALF, Close, "disconnected"),
    (HALF, Reset, "io: "),
    (HALF, Wait, "time"),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n",
        Repeat("x", 9),
        "time",
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabcd",
        Wait,
        "content-length",
    ),
    (
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\n",
        Wait,
        "not a number",
    ),
    (OPEN, Repeat("a line without end ", 0), "larger than"),
    (CHUNKS, Repeat(CHUNK, 0), "larger than"),
    (CHUNKS, Close, "disconnected"),
    (CHUNKS, Repeat("0", 1), ""),
];

pub fn trials(chapter: Chapter) -> Chapter {
    let chapter = check(chapter, "tunnel::bad answers inside", bad_answers);
    check(chapter, "tunnel::no redirect leads out", not_led)
}

/// Some of them wait for the client's whole time; together they wait once.
fn bad_answers() {
    thread::scope(|scope| {
        for (said, then, why) in ROWS {
            scope.spawn(move || {
                let output = through(said.to_string(), then);
                let shown = String::from_utf8_lossy(&output.stdout);
                // What had come may stand there, but the end says what it is.
                assert!(shown.len() < 100, "{said:?}: {output:?}");
                refused(output, why);
            });
        }
    });
}

fn not_led() {
    let to = "Location: http://127.0.0.1:1/\r\n";
    let text = printed(through(answer("302 Found", to, "no\n"), Close));
    assert_eq!(text, "302 Found\nno\n");
}

/// What the client says to this answer, which comes in a tunnel.
fn through(said: String, then: Then) -> Output {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("an address");
    thread::spawn(move || -> io::Result<()> {
        let (stream, _) = listener.accept()?;
        head(&stream)?;
        (&stream).write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        if matches!(then, Reset) {
            // What lies there unread makes a close a reset.
            stream.peek(&mut [0])?;
        } else {
            head(&stream)?;
        }
        (&stream).write_all(said.as_bytes())?;
        match then {
            Close => {
                end_in_stages(stream);
                Ok(())
            }
            Reset => Ok(()),
            // The client ends it.
            Wait => head(&stream),
            Repeat(piece, pause) => {
                let piece = repeated(piece, pause);
                loop {
                    (&stream).write_all(piece.as_bytes())?;
                    thread::sleep(Duration::from_millis(pause));
                }
            }
        }
    });
    let proxy = format!("http://{addr}");
    run(PROXY, ["http://127.0.0.1:1/", &proxy])
}

/// Reads a head to its end.
fn head(stream: &TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    while !lines.next().transpose()?.unwrap_or_default().is_empty() {}
    Ok(())
}
