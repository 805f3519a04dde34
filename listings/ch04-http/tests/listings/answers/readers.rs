//! Who reads: the chapter's clients, h11 and Node, each told the same bytes.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Output;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use lab::tcp::end_in_stages;

use crate::parsers::filter::{Filter, bytes};
use crate::{ANY_BODY, BY_HAND, GET, PIPELINE, STATUS, run};

/// What one of them made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    Whole(Answer),
    /// It is no answer, or no whole one, for this reason.
    Refused(String),
}

/// What is known of an answer that was taken for a whole one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    Bytes(Vec<u8>),
    /// A program that shows text has shown this.
    Text(String),
    /// A program that throws it away has said how long it is.
    Length(usize),
    /// A program that has no use for it has not said.
    Unknown,
}

impl Answer {
    /// Whether both may be one answer.
    pub fn agrees(&self, other: &Answer) -> bool {
        let same = match (&self.body, &other.body) {
            (Body::Unknown, _) | (_, Body::Unknown) => true,
            (Body::Text(text), Body::Bytes(bytes))
            | (Body::Bytes(bytes), Body::Text(text)) => {
                *text == String::from_utf8_lossy(bytes)
            }
            (Body::Length(length), Body::Bytes(bytes)) => {
                *length == bytes.len()
            }
            (one, other) => one == other,
        };
        self.status == other.status && same
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Reading::Refused(why) => write!(f, "refused: {why}"),
            Reading::Whole(Answer { status, body }) => match body {
                Body::Bytes(body) => {
                    write!(f, "{status} \"{}\"", body.escape_ascii())
                }
                Body::Text(body) => write!(f, "{status} {body:?}"),
                Body::Length(length) => write!(f, "{status} {length} bytes"),
                Body::Unknown => write!(f, "{status}"),
            },
        }
    }
}

/// h11 and Node, as clients.
pub fn others(python: PathBuf, node: PathBuf) -> [Filter; 2] {
    [
        Filter::new("h11", python, ["-c", include_str!("read_h11.py")]),
        Filter::new("node", node, ["-e", include_str!("read_node.js")]),
    ]
}

/// The twin of http-get-by-hand.
pub fn twin(python: PathBuf) -> Filter {
    let twin = "/python/http_get_by_hand.py";
    let twin = [env!("CARGO_MANIFEST_DIR"), twin].concat();
    let args = ["-c", include_str!("read_twin.py"), &twin];
    Filter::new("the twin", python, args)
}

/// What one of them reads from each of the streams.
pub fn read(
    other: &Filter,
    streams: &[Vec<u8>],
) -> Result<Vec<Reading>, String> {
    other.lines(streams, parse_line)
}

fn parse_line(line: &str) -> Option<Reading> {
    if line == "cut" {
        return Some(Reading::Refused(line.to_string()));
    }
    let (what, rest) = line.split_once(' ')?;
    if what == "refused" {
        return Some(Reading::Refused(rest.to_string()));
    }
    let (status, body) = rest.split_once(' ')?;
    let status = status.parse().ok()?;
    let body = Body::Bytes(bytes(body)?);
    (what == "whole").then_some(Reading::Whole(Answer { status, body }))
}

/// Says one thing on every connection, and closes it.
pub struct Server {
    pub addr: SocketAddr,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    pub fn start() -> io::Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let addr = listener.local_addr()?;
        let answer = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::clone(&answer);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = said.lock();
                let answer = answer.unwrap_or_else(PoisonError::into_inner);
                // A client may have gone before all is said.
                let _ = say(stream, &answer);
            }
        });
        Ok(Server { addr, answer })
    }

    pub fn says(&self, answer: &[u8]) {
        let said = self.answer.lock();
        *said.unwrap_or_else(PoisonError::into_inner) = answer.to_vec();
    }
}

/// The first of several requests is enough, and the others are on their way.
fn say(mut stream: TcpStream, answer: &[u8]) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut piece = [0; 4096];
        match stream.read(&mut piece)? {
            0 => break,
            count => request.extend(&piece[..count]),
        }
    }
    stream.write_all(answer)?;
    end_in_stages(stream);
    Ok(())
}

/// A listing, run once for an answer.
pub struct Listing {
    pub name: &'static str,
    /// What the server says before.
    before: &'static [u8],
    pub read: fn(SocketAddr) -> Reading,
}

pub const LISTINGS: &[Listing] = &[
    Listing {
        name: "http-get-by-hand",
        before: b"",
        read: by_hand,
    },
    Listing {
        name: "http-any-body",
        before: b"",
        read: any_body,
    },
    Listing {
        name: "http-get",
        before: b"",
        read: get,
    },
    Listing {
        name: "http-pipeline",
        before: b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
        read: pipeline,
    },
    Listing {
        name: "http-status",
        before: b"",
        read: status,
    },
];

/// What each listing reads from each of the streams, all listings at once.
pub fn read_by_listings(streams: &[Vec<u8>]) -> io::Result<Vec<Vec<Reading>>> {
    thread::scope(|scope| {
        let readers = LISTINGS.iter().map(|listing| {
            let server = Server::start()?;
            Ok(scope.spawn(move || {
                let read = |stream: &Vec<u8>| {
                    server.says(&[listing.before, stream].concat());
                    (listing.read)(server.addr)
                };
                streams.iter().map(read).collect()
            }))
        });
        let readers: Vec<_> = readers.collect::<io::Result<_>>()?;
        let joined = readers.into_iter().map(|reader| reader.join());
        Ok(joined.map(|r| r.expect("no reader panics")).collect())
    })
}

fn by_hand(addr: SocketAddr) -> Reading {
    let output = run(BY_HAND, [addr.to_string()]);
    reading(output, |printed| {
        let body = b"\nand a body of ";
        let at = printed.windows(body.len()).position(|w| w == body)?;
        let (heads, body) = printed.split_at(at);
        let body = body.splitn(3, |b| *b == b'\n').nth(2)?;
        let heads = String::from_utf8_lossy(heads);
        let head = heads.rsplit("\nreceived:\n").next()?;
        Some(Answer {
            status: head.get(9..12)?.parse().ok()?,
            body: Body::Bytes(body.to_vec()),
        })
    })
}

/// Behind content that came in chunks, trailers are lines.
fn any_body(addr: SocketAddr) -> Reading {
    let output = run(ANY_BODY, [addr.to_string()]);
    reading(output, |printed| {
        let end = printed.iter().position(|b| *b == b'\n')?;
        let line = String::from_utf8_lossy(&printed[..end]);
        let body = &printed[end + 1..];
        let trailer = body.windows(9).position(|w| w == b"trailer: ");
        let trailer = trailer.filter(|_| line.ends_with("in chunks"));
        Some(Answer {
            status: line.get(9..12)?.parse().ok()?,
            body: Body::Bytes(body[..trailer.unwrap_or(body.len())].to_vec()),
        })
    })
}

fn get(addr: SocketAddr) -> Reading {
    let output = run(GET, [format!("http://{addr}/")]);
    let known = reading(output, |printed| {
        let end = printed.iter().position(|b| *b == b'\n')?;
        let status = String::from_utf8_lossy(printed.get(..3)?);
        Some(Answer {
            status: status.parse().ok()?,
            body: Body::Bytes(printed[end + 1..].to_vec()),
        })
    });
    match known {
        // To this program these are errors, and it shows no body.
        Reading::Refused(why) => match why.strip_prefix("http status: ") {
            Some(status) => Reading::Whole(Answer {
                status: status.parse().expect("a number"),
                body: Body::Unknown,
            }),
            None => Reading::Refused(why),
        },
        known => known,
    }
}

fn status(addr: SocketAddr) -> Reading {
    let output = run(STATUS, [format!("http://{addr}/")]);
    reading(output, |printed| {
        let text = String::from_utf8_lossy(printed);
        let (_, answer) = text.split_once("\nas an answer: ")?;
        let (line, body) = answer.split_once('\n')?;
        Some(Answer {
            status: line.get(..3)?.parse().ok()?,
            body: Body::Text(body.to_string()),
        })
    })
}

/// The first answer is to a HEAD, and the third is none.
fn pipeline(addr: SocketAddr) -> Reading {
    let mut output = run(PIPELINE, [addr.to_string()]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let second = printed.lines().find_map(|line| {
        let (status, rest) =
            line.strip_prefix("GET /hello: ")?.split_once(", length ")?;
        let (length, _) = rest.split_once(", ")?;
        Some(Answer {
            status: status.parse().ok()?,
            body: Body::Length(length.parse().ok()?),
        })
    });
    match second {
        Some(answer) => Reading::Whole(answer),
        None => {
            output.stdout.clear();
            reading(output, |_| None)
        }
    }
}

/// A program that fails says why, behind its name and the address.
fn reading(output: Output, parse: impl Fn(&[u8]) -> Option<Answer>) -> Reading {
    let error = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        let answer = parse(&output.stdout);
        return match answer {
            Some(answer) => Reading::Whole(answer),
            None => panic!("this is not what it prints: {output:?}"),
        };
    }
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let why = error.trim_end().splitn(3, ": ").nth(2);
    Reading::Refused(why.unwrap_or(&error).to_string())
}
