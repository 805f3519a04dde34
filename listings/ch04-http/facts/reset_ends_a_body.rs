//! ureq takes a reset for the end of a body that has no length, and for an
//! error where a length was promised.

use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::thread;

use trials::Measured;

pub fn run() -> Measured {
    for (length, is_whole) in [("", true), ("Content-Length: 9\r\n", false)] {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/", listener.local_addr()?);
        let answer = format!("HTTP/1.1 200 OK\r\n{length}\r\nhello");
        let server =
            thread::spawn(move || answer_and_reset(&listener, &answer));
        let agent = ureq::Agent::config_builder()
            .proxy(None)
            .build()
            .new_agent();
        let mut response = agent.get(url).call()?;
        // Only now is everything written and the connection reset.
        server.join().expect("the server does not panic")?;
        let body = response.body_mut().read_to_string();
        assert_eq!(body.is_ok_and(|body| body == "hello"), is_whole);
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
