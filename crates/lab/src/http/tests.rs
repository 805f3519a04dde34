//! Over a real socket: bytes in, bytes out.

mod chunks;
mod pages;
mod refusals;
mod serving;
mod statuses;
mod targets;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use super::date::http_date;
use super::{BODY_LIMIT, serve};

const GET: &str = "GET /hello HTTP/1.1\r\nHost: lab\r\n\r\n";
const GET_CLOSE: &str =
    "GET /hello HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n";

fn start() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let addr = listener.local_addr().unwrap();
    thread::spawn(move || serve(listener));
    addr
}

fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(8)))
        .unwrap();
    stream
}

/// Sends `request`, half-closes, and returns all that comes back.
fn send(request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(start());
    stream.write_all(request.as_ref()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    read_all(&mut stream)
}

fn read_all(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    // The date is the one thing that differs from run to run.
    let lines = answer.split_inclusive("\r\n");
    lines.filter(|line| !line.starts_with("Date: ")).collect()
}

#[test]
fn the_answer_byte_for_byte() {
    assert_eq!(
        send(GET),
        "HTTP/1.1 200 OK\r\n\
         Content-Length: 13\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         \r\n\
         hello, world\n"
    );
}

#[test]
fn a_date_is_sent() {
    let mut stream = connect(start());
    stream.write_all(GET_CLOSE.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\r\nDate: "), "{answer:?}");
    assert!(answer.contains(" GMT\r\n"), "{answer:?}");
}

#[test]
fn dates_of_the_calendar() {
    let date = |seconds| http_date(UNIX_EPOCH + Duration::from_secs(seconds));
    assert_eq!(date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    // The RFC's own example, RFC 9110 §5.6.7.
    assert_eq!(date(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    assert_eq!(date(951_782_400), "Tue, 29 Feb 2000 00:00:00 GMT");
    assert_eq!(date(4_107_542_399), "Sun, 28 Feb 2100 23:59:59 GMT");
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let answer = send(format!(
        "{GET}POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 3\r\n\r\none\
         {GET_CLOSE}"
    ));
    let bodies: Vec<&str> = answer
        .split("HTTP/1.1 200 OK\r\n")
        .filter_map(|message| message.split_once("\r\n\r\n"))
        .map(|(_, body)| body)
        .collect();
    assert_eq!(bodies, ["hello, world\n", "one", "hello, world\n"]);
}

#[test]
fn the_connection_closes_when_asked_to() {
    let mut stream = connect(start());
    stream.write_all(GET_CLOSE.as_bytes()).unwrap();
    // No half-close from here: the end is the server's doing.
    assert!(read_all(&mut stream).contains("Connection: close\r\n"));
}

#[test]
fn http_10_closes() {
    let mut stream = connect(start());
    stream.write_all(b"GET /hello HTTP/1.0\r\n\r\n").unwrap();
    assert!(read_all(&mut stream).ends_with("\r\n\r\nhello, world\n"));
}

#[test]
fn http_10_gets_no_chunks() {
    let answer = send("GET /chunked HTTP/1.0\r\n\r\n");
    assert!(!answer.contains("Transfer-Encoding"), "{answer:?}");
    assert!(
        answer.ends_with("\r\n\r\nhello, chunked world\n"),
        "{answer:?}"
    );
}

#[test]
fn chunks_are_sent() {
    let answer = send("GET /chunked HTTP/1.1\r\nHost: lab\r\n\r\n");
    assert!(!answer.contains("Content-Length"), "{answer:?}");
    assert!(
        answer.ends_with(
            "\r\n\r\n7\r\nhello, \r\n8\r\nchunked \r\n6\r\nworld\n\r\n0\r\n\r\n"
        ),
        "{answer:?}"
    );
}

#[test]
fn head_has_the_length_and_no_body() {
    let answer = send("HEAD /hello HTTP/1.1\r\nHost: lab\r\n\r\n");
    assert!(answer.contains("Content-Length: 13\r\n"), "{answer:?}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer:?}");
}

#[test]
fn a_body_is_asked_for_when_the_client_waits() {
    let mut stream = connect(start());
    let head = "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 4\r\n\
                Expect: 100-continue\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut interim = [0; 25];
    stream.read_exact(&mut interim).unwrap();
    assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"body").unwrap();
    let answer = read_all(&mut stream);
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer:?}");
    assert!(answer.ends_with("\r\n\r\nbody"), "{answer:?}");
}

#[test]
fn the_largest_body_comes_back() {
    let body = "x".repeat(BODY_LIMIT);
    let request = format!(
        "POST /echo HTTP/1.1\r\nHost: lab\r\n\
         Content-Length: {BODY_LIMIT}\r\n\r\n{body}"
    );
    assert!(send(request).ends_with(&body));
}

#[test]
fn equal_lengths_count_as_one() {
    let answer = send(
        "POST /echo HTTP/1.1\r\nHost: lab\r\nContent-Length: 3, 3\r\n\
         Content-Length: 3\r\n\r\none",
    );
    assert!(answer.ends_with("\r\n\r\none"), "{answer:?}");
}

#[test]
fn a_request_typed_by_a_person() {
    let answer = send("\nGET http://lab/hello?x=1 HTTP/1.1\nHost: lab\n\n");
    assert!(answer.ends_with("\r\n\r\nhello, world\n"), "{answer:?}");
}

#[test]
fn an_empty_line_is_no_request() {
    for after in ["\r\n", "\n"] {
        let answer = send(format!("{GET}{after}"));
        assert!(answer.ends_with("\r\n\r\nhello, world\n"), "{answer:?}");
        let answer = send(format!("{GET}{after}{GET}"));
        assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer:?}");
    }
    assert_eq!(send("\r\n"), "");
}

#[test]
fn pages_and_methods() {
    let status = |method, path| {
        let answer =
            send(format!("{method} {path} HTTP/1.1\r\nHost: lab\r\n\r\n"));
        answer.split(' ').nth(1).unwrap_or_default().to_string()
    };
    assert_eq!(status("GET", "/"), "200");
    assert_eq!(status("GET", "/none"), "404");
    assert_eq!(status("POST", "/hello"), "405");
    assert_eq!(status("GET", "/echo"), "405");
    assert_eq!(status("OPTIONS", "/hello"), "204");
    assert_eq!(status("OPTIONS", "*"), "204");
    assert_eq!(status("GET", "/redirect"), "302");
    assert_eq!(status("DELETE", "/status/418"), "418");
    assert_eq!(status("GET", "/status/100"), "400");
    assert_eq!(status("GET", "/status/x"), "400");
    assert_eq!(status("GET", "/status/+200"), "400");
    assert_eq!(status("GET", "/status/"), "400");
    assert_eq!(status("GET", "/bytes/16777217"), "400");
    assert_eq!(status("GET", "/bytes/+1"), "400");
    assert_eq!(status("GET", "/bytes/-1"), "400");
}

#[test]
fn fields_come_back_combined() {
    let answer = send(
        "GET /headers HTTP/1.1\r\nHost: lab\r\nX-Lab: one\r\nA: \"\\\t\r\n\
         x-lab:  two \r\n\r\n",
    );
    let body = r#"{"host":"lab","x-lab":"one, two","a":"\"\\"}"#;
    assert!(answer.ends_with(&format!("\r\n\r\n{body}\n")), "{answer:?}");
    assert_eq!(answer.matches("Vary: ").count(), 2, "{answer:?}");
}

#[test]
fn fields_are_bytes() {
    let head = b"GET /headers HTTP/1.1\r\nHost: lab\r\nA: caf\xe9\r\n";
    let answer = send([&head[..], b"B: caf\xc3\xa9\r\n\r\n"].concat());
    assert!(
        answer.contains("\"a\":\"café\",\"b\":\"café\""),
        "{answer:?}"
    );
}

#[test]
fn cookies_count_visits() {
    let first = send("GET /cookies HTTP/1.1\r\nHost: lab\r\n\r\n");
    assert!(first.contains("Set-Cookie: visits=1; Path=/; HttpOnly\r\n"));
    let third = send(
        "GET /cookies HTTP/1.1\r\nHost: lab\r\nCookie: a=b; visits=2\r\n\r\n",
    );
    assert!(third.ends_with("\r\n\r\nvisits=3\n"), "{third:?}");
}

#[test]
fn slow_drips_and_silent_is_silent() {
    let addr = start();
    let mut silent = connect(addr);
    silent
        .write_all(b"GET /silent HTTP/1.1\r\nHost: lab\r\n\r\n")
        .unwrap();

    let mut slow = connect(addr);
    let begun = Instant::now();
    slow.write_all(b"GET /slow HTTP/1.1\r\nHost: lab\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\nslo") {
        let mut byte = [0];
        slow.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    assert!(begun.elapsed() >= Duration::from_millis(300));

    silent
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    assert!(silent.read(&mut [0]).is_err());
}
