//! requests can send a field in two lines: a prepared request takes
//! urllib3's `HTTPHeaderDict`, though the dict of the usual call holds a name
//! once.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use trials::{Measured, python_prints};

const SCRIPT: &str = "
import requests, sys
from urllib3 import HTTPHeaderDict

prepared = requests.Request('GET', sys.argv[1]).prepare()
prepared.headers = HTTPHeaderDict(prepared.headers)
prepared.headers.add('X-Lab', 'one')
prepared.headers.add('X-Lab', 'two')
session = requests.Session()
session.trust_env = False
print(session.send(prepared, timeout=10).status_code)
";

pub fn run() -> Measured {
    let empty = "HTTP/1.1 204 No Content\r\n\r\n";
    let (addr, server) = answering(&[empty])?;
    let url = format!("http://{addr}/");
    let printed = python_prints(&["requests"], SCRIPT, &[&url])?;
    assert_eq!(printed, "204\n");

    let heads = server.join().expect("the server does not panic")?;
    let sent = heads.concat();
    let lines = sent.lines().filter(|line| line.starts_with("X-Lab: "));
    assert_eq!(lines.collect::<Vec<_>>(), ["X-Lab: one", "X-Lab: two"]);
    Ok(())
}

/// What a server heard, a head a connection.
pub type Heard = JoinHandle<io::Result<Vec<String>>>;

/// A server that gives each of its connections one of these answers, and
/// closes.
pub fn answering(answers: &[&str]) -> io::Result<(SocketAddr, Heard)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let answers: Vec<String> = answers.iter().map(|&a| a.into()).collect();
    let heard = thread::spawn(move || {
        let heard = answers.iter().map(|answer| {
            let (mut stream, _) = listener.accept()?;
            let head = read_request(&mut stream)?;
            stream.write_all(answer.as_bytes())?;
            Ok(head)
        });
        heard.collect()
    });
    Ok((addr, heard))
}

/// Reads a request to its end, since what is left unread would make the end
/// of the connection a reset, and returns its head.
fn read_request(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.parse::<u64>().ok()).flatten()
    });
    io::copy(&mut stream.take(length.unwrap_or(0)), &mut io::sink())?;
    Ok(head)
}
