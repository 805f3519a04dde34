//! The chapter's small server beside h11 and Node: the same requests as the
//! lab's. It reads no bodies and says so, and what no server may accept it
//! refuses with 400 and an end.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use trials::{Chapter, Server, peer, program, python};

use crate::parsers::chance::Chance;
use crate::parsers::damage::{Case, Kind};
use crate::parsers::filter::Filter;
use crate::parsers::oddities::{Parts, bare_lf};
use crate::parsers::problems::Problems;
use crate::parsers::readers::{Reading, others, read};
use crate::parsers::{MESSAGES, NEXT, number};
use crate::{SERVER, TIMEOUT, check};

pub fn trials(chapter: Chapter) -> Chapter {
    let name = "http-server::one that sends on and on is left";
    let chapter = check(chapter, name, sends_on);
    chapter.trial("http-server::h11 and Node read it so", || {
        let python = python(&["h11"]).map_err(Box::new);
        let node = peer("node").map_err(Box::new);
        match (python, node) {
            (Ok(python), Ok(node)) => compare(&others(python, node)).into(),
            (Err(absent), _) | (_, Err(absent)) => *absent,
        }
    })
}

/// A timeout of each read alone would read a byte now and then for days.
fn sends_on() {
    let mut command = program(SERVER);
    command.arg("127.0.0.1:0");
    let server = Server::start(command).expect("it listens");
    let mut client = TcpStream::connect(server.addr).expect("it accepts");
    let head = b"POST / HTTP/1.1\r\nHost: lab\r\nContent-Length: 99999\r\n\r\n";
    client.write_all(head).expect("it reads a head");
    let begun = Instant::now();
    while client.write_all(b"x").is_ok() {
        assert!(begun.elapsed() < TIMEOUT, "it reads on");
        thread::sleep(Duration::from_millis(20));
    }
}

fn compare(others: &[Filter]) -> Result<(), String> {
    let seed = number("HTTP_SEED")?.unwrap_or(9112);
    let messages = number("HTTP_MESSAGES")?.unwrap_or(MESSAGES);
    let mut chance = Chance::new(seed);
    let cases: Vec<Case> =
        (0..messages).map(|_| Case::new(&mut chance)).collect();
    let streams: Vec<Vec<u8>> = cases
        .iter()
        .map(|case| [&case.bytes[..], NEXT].concat())
        .collect();
    let others = others.iter().map(|other| read(other, &streams));
    let others: Vec<Vec<Reading>> = others.collect::<Result<_, String>>()?;

    let mut command = program(SERVER);
    command.arg("127.0.0.1:0");
    let server = Server::start(command)?;
    let mut problems = Problems::default();
    let mut served = 0;
    for (index, (Case { kind, .. }, stream)) in
        cases.iter().zip(&streams).enumerate()
    {
        let answers = ask(server.addr, stream).map_err(|e| e.to_string())?;
        served += answers.iter().filter(|status| is_served(**status)).count();
        let readings = others.iter().map(|readings| &readings[index]);
        let why =
            problem(kind, stream, &answers, &readings.collect::<Vec<_>>());
        problems.add(why, stream, &format!("{answers:?}"));
    }
    problems.report(&format!(
        "HTTP_SEED={seed}: {messages} messages, {served} requests served"
    ))
}

/// The statuses of all that the server answers.
fn ask(addr: SocketAddr, stream: &[u8]) -> io::Result<Vec<u16>> {
    let mut connection = TcpStream::connect(addr)?;
    connection.write_all(stream)?;
    connection.shutdown(Shutdown::Write)?;
    let mut answers = String::new();
    connection.read_to_string(&mut answers)?;
    let answers = answers.split("HTTP/1.1 ").skip(1);
    Ok(answers
        .filter_map(|answer| answer.get(..3)?.parse().ok())
        .collect())
}

/// Whether this is an answer to a request that was understood.
fn is_served(status: u16) -> bool {
    matches!(status, 200 | 404 | 501)
}

fn problem(
    kind: &Kind,
    stream: &[u8],
    answers: &[u16],
    others: &[&Reading],
) -> Option<String> {
    let served = answers.iter().take_while(|status| is_served(**status));
    let served = served.count();
    let refusal = answers.get(served);
    if let (Kind::Bad(section), 1..) = (kind, served) {
        return Some(format!("must be refused by {section}"));
    }
    let parts = Parts::of_first(stream);
    // One that reads no bodies and no old versions has no part in the rest.
    let known = match refusal {
        Some(413) => announces_body(&parts),
        Some(505) => true,
        Some(400) => bare_lf(&parts) || odd_host(&parts),
        _ => false,
    };
    let most = others.iter().map(|other| other.requests.len()).max()?;
    let least = others.iter().map(|other| other.requests.len()).min()?;
    let good = matches!(kind, Kind::Good);
    if good && served < least && !known {
        Some(format!("refused, and both others read on: {refusal:?}"))
    } else if served > most {
        Some(format!("served, and both others refuse: {}", others[0]))
    } else {
        None
    }
}

/// A name with `%`, or an address of a version that there is not: a server
/// need know of neither.
fn odd_host(parts: &Parts) -> bool {
    let head = parts.head.to_ascii_lowercase();
    let mut lines = head.split(|b| *b == b'\n');
    lines.any(|line| {
        line.starts_with(b"host:")
            && (line.contains(&b'%') || line.contains(&b'['))
    })
}

fn announces_body(parts: &Parts) -> bool {
    let head = parts.head.to_ascii_lowercase();
    let names = [&b"content-length:"[..], b"transfer-encoding:"];
    let mut lines = head.split(|b| *b == b'\n');
    lines.any(|line| names.iter().any(|name| line.starts_with(name)))
}
