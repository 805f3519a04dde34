//! The table on the small server's page: each row is a request, and gets what
//! the row says.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use trials::{Chapter, Server, program};

use crate::SERVER;

const PAGE: &str = "/../../book/ch04-http/server.md";

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial("page::what the small server answers", || {
        rows_are_answered().into()
    })
}

/// What the page calls a request, and its bytes; the connection's end stands
/// behind them.
const ROWS: [(&str, &str); 19] = [
    (
        "an empty line before its first line",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ),
    (
        "a bare LF at each line's end",
        "GET / HTTP/1.1\nHost: a\n\n",
    ),
    (
        "two spaces in its first line",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    ),
    (
        "a bare CR within a field's line",
        "GET / HTTP/1.1\r\nHost: a\r\nA: b\rc\r\n\r\n",
    ),
    ("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n"),
    (
        "a space before a colon",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    ),
    (
        "a line that goes on in the next",
        "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\n c\r\n\r\n",
    ),
    ("no `Host`", "GET / HTTP/1.1\r\nA: b\r\n\r\n"),
    (
        "two `Host` fields",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    ),
    (
        "a `Host` that could be no host's",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
    ),
    ("an empty `Host`", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    (
        "`Content-Length` and `Transfer-Encoding`",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
         Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    (
        "two lengths that differ",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\
         Content-Length: 6\r\n\r\nhello!",
    ),
    (
        "a length that is no number",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello",
    ),
    (
        "another coding than `chunked`",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    ),
    (
        "a body of five bytes",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    ),
    (
        "a body in chunks",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\
         0\r\n\r\n",
    ),
    (
        "a method that it does not know",
        "PUT / HTTP/1.1\r\nHost: a\r\n\r\n",
    ),
    (
        "an absolute target, `http://`",
        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
    ),
];

fn rows_are_answered() -> Result<(), String> {
    let page = [env!("CARGO_MANIFEST_DIR"), PAGE].concat();
    let page = fs::read_to_string(&page).map_err(|e| format!("{page}: {e}"))?;
    let mut command = program(SERVER);
    command.arg("127.0.0.1:0");
    let server = Server::start(command)?;
    let mut problems = String::new();
    for (what, request) in ROWS {
        let row = page.lines().find_map(|line| {
            let cells = line.strip_prefix(&format!("| {what} | "))?;
            cells.strip_suffix(" |")?.rsplit(" | ").next()
        });
        let answer = ask(server.addr, request).map_err(|e| e.to_string())?;
        let status = answer.strip_prefix("HTTP/1.1 ");
        let status = status.and_then(|rest| rest.get(..3));
        // The one row without an answer says that there is none.
        let status = status.unwrap_or("waits for the head's end, then closes");
        if row != Some(status) {
            problems += &format!("{what}: {status}, the page has {row:?}\n");
        }
    }
    let head = "\r\nHEAD / HTTP/1.1\r\nHost: a\r\n\r\n";
    let answer = ask(server.addr, head).map_err(|e| e.to_string())?;
    if !answer.ends_with("\r\n\r\n") {
        problems += &format!("HEAD behind an empty line: {answer:?}\n");
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems)
    }
}

fn ask(addr: SocketAddr, request: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(addr)?;
    stream.write_all(request.as_bytes())?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}
