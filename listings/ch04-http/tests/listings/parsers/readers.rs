//! Who reads: the lab's server, h11 and Node, each told the same bytes.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::channel;
use std::thread;

use super::filter::{Filter, hex};
use lab::http::{Limits, Response, Status, serve_with};

/// What one of them read from a stream of requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// `METHOD:BODY` of each request, the body in hexadecimal.
    pub requests: Vec<String>,
    pub end: End,
}

/// How a stream ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Another request might have followed.
    Open,
    /// The last request was the last of its connection.
    Closed,
    /// In the middle of a request.
    Incomplete,
    /// What came next is no request, for this reason.
    Refused(String),
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for request in &self.requests {
            write!(f, "{request}, ")?;
        }
        match &self.end {
            End::Open => write!(f, "open"),
            End::Closed => write!(f, "closed"),
            End::Incomplete => write!(f, "incomplete"),
            End::Refused(why) => write!(f, "refused: {why}"),
        }
    }
}

/// h11 and Node, as servers.
pub fn others(python: PathBuf, node: PathBuf) -> [Filter; 2] {
    [
        Filter::new("h11", python, ["-c", include_str!("read_h11.py")]),
        Filter::new("node", node, ["-e", include_str!("read_node.js")]),
    ]
}

/// What one of them reads from each of the streams.
pub fn read(
    other: &Filter,
    streams: &[Vec<u8>],
) -> Result<Vec<Reading>, String> {
    other.lines(streams, parse_line)
}

fn parse_line(line: &str) -> Option<Reading> {
    let mut items: Vec<String> = line.split('\t').map(String::from).collect();
    let end = items.pop()?;
    let end = match end.as_str() {
        "open" => End::Open,
        "closed" => End::Closed,
        "incomplete" => End::Incomplete,
        end => End::Refused(end.strip_prefix("refused ")?.to_string()),
    };
    Some(Reading {
        requests: items,
        end,
    })
}

/// The same of the lab's server, over a connection for each stream.
pub fn read_lab(streams: &[Vec<u8>]) -> io::Result<Vec<Reading>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;
    let (sender, requests) = channel();
    thread::spawn(move || {
        serve_with(&listener, Limits::LAB, move |request| {
            let body = hex(&request.body);
            // Nobody reads once the trial is over.
            let _ = sender.send(format!("{}:{body}", request.method));
            Response::empty(Status(204)).into()
        })
    });
    let readings = streams.iter().map(|bytes| {
        let mut stream = TcpStream::connect(addr)?;
        stream.write_all(bytes)?;
        stream.shutdown(Shutdown::Write)?;
        let mut answers = Vec::new();
        stream.read_to_end(&mut answers)?;
        let answers = String::from_utf8_lossy(&answers);
        Ok(Reading {
            // Each was sent before it was answered.
            requests: requests.try_iter().collect(),
            end: end_of(&answers),
        })
    });
    readings.collect()
}

/// The last answer says how the lab's server came to an end.
fn end_of(answers: &str) -> End {
    let last = answers.rsplit("HTTP/1.1 ").next().unwrap_or_default();
    if last.starts_with("204 ") || last.is_empty() {
        if last.contains("\r\nConnection: close\r\n") {
            End::Closed
        } else {
            End::Open
        }
    } else if last.contains("ended within the request") {
        End::Incomplete
    } else {
        let why = last.rsplit("\r\n\r\n").next().unwrap_or_default();
        End::Refused(why.trim_end().to_string())
    }
}
