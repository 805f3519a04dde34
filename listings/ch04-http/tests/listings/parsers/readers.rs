//! Who reads: the lab's server, h11 and Node, each told the same bytes.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::mpsc::channel;
use std::thread;

use lab::http::{Limits, Response, Status, serve_with};
use trials::program;

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

/// A parser of somebody else, in a process of its own.
pub struct Reader {
    pub name: &'static str,
    path: PathBuf,
    args: [&'static str; 2],
}

impl Reader {
    pub fn h11(python: PathBuf) -> Reader {
        Reader {
            name: "h11",
            path: python,
            args: ["-c", include_str!("read_h11.py")],
        }
    }

    pub fn node(node: PathBuf) -> Reader {
        Reader {
            name: "node",
            path: node,
            args: ["-e", include_str!("read_node.js")],
        }
    }

    /// A line to it for each stream, and a line back.
    pub fn read(&self, streams: &[Vec<u8>]) -> Result<Vec<Reading>, String> {
        let lines: Vec<String> = streams.iter().map(|s| hex(s)).collect();
        let output = self
            .filter(lines.join("\n") + "\n")
            .map_err(|error| format!("{}: {error}", self.name))?;
        let readings: Option<Vec<Reading>> =
            output.lines().map(parse_line).collect();
        match readings {
            Some(readings) if readings.len() == streams.len() => Ok(readings),
            _ => Err(format!("{}: it said:\n{output}", self.name)),
        }
    }

    fn filter(&self, input: String) -> io::Result<String> {
        let mut child = program(&self.path)
            .args(self.args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdin = child.stdin.take();
        // It says something before it has heard everything.
        let writer = thread::spawn(move || match stdin {
            Some(mut stdin) => stdin.write_all(input.as_bytes()),
            None => Ok(()),
        });
        let output = child.wait_with_output()?;
        // Where it ended early, what it said is looked at.
        let _ = writer.join();
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
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

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
