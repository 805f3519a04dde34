//! ureq takes a reset for the end of a body that has no length, and for an
//! error where a length was promised, or chunks; who asks for either before
//! is not deceived.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::thread;

use trials::Measured;

/// A part of nine bytes, and a chunk without the last.
const BODY: &str = "3\r\nabc\r\n";

pub fn run() -> Measured {
    for (framing, is_whole) in [
        ("", true),
        ("Content-Length: 9\r\n", false),
        ("Transfer-Encoding: chunked\r\n", false),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/", listener.local_addr()?);
        let answer = format!("HTTP/1.1 200 OK\r\n{framing}\r\n{BODY}");
        let server =
            thread::spawn(move || answer_and_reset(&listener, &answer));
        let agent = ureq::Agent::config_builder()
            .proxy(None)
            .build()
            .new_agent();
        let mut response = agent.get(url).call()?;
        // Only now is everything written and the connection reset.
        server.join().expect("the server does not panic")?;
        let coding = response.headers().get("Transfer-Encoding");
        let has_chunks = coding.is_some_and(|coding| coding == "chunked");
        let has_length = response.body().content_length().is_some();
        assert_eq!(has_length || has_chunks, !is_whole);
        let body = response.body_mut().read_to_string();
        assert_eq!(body.is_ok_and(|body| body == BODY), is_whole);
    }
    Ok(())
}

/// A byte of the request is left unread, so that the end is a reset.
fn answer_and_reset(listener: &TcpListener, answer: &str) -> io::Result<()> {
    let (mut stream, _) = listener.accept()?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    stream.peek(&mut [0])?;
    stream.write_all(answer.as_bytes())
}
