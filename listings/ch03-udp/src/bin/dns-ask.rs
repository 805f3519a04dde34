//! Ask a DNS server for the IPv4 address of a name, byte by byte.
//!
//!     cargo run -p ch03-udp --bin dns-ask -- [ADDR] [NAME]

use std::env;
use std::error::Error;
use std::hash::{BuildHasher, RandomState};
use std::io::ErrorKind::{self, Interrupted, TimedOut, WouldBlock};
use std::net::{Ipv4Addr, UdpSocket};
use std::process;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(1);

/// The longest message over UDP, and the length of the header before what
/// is asked (RFC 1035).
const LARGEST: usize = 512;
const HEADER: usize = 12;

/// Type A, class IN: an IPv4 address, on the internet.
const ADDRESS_OF: [u8; 4] = [0, 1, 0, 1];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7352".into());
    let name = args.next().unwrap_or("host.example".into());

    match ask(&addr, &name) {
        Ok(address) => println!("{name} is {address}"),
        Err(error) => {
            eprintln!("dns-ask: {addr}: {name}: {error}");
            process::exit(1);
        }
    }
}

fn ask(addr: &str, name: &str) -> Result<Ipv4Addr> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect(addr)?;
    let query = query(name)?;
    socket.send(&query)?;

    let deadline = Instant::now() + TIMEOUT;
    let mut buffer = [0; LARGEST];
    while let Some(left) = deadline.checked_duration_since(Instant::now()) {
        // A timeout of zero would be refused as invalid input.
        socket.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        let response = match socket.recv(&mut buffer) {
            Err(e) if no_answer(e.kind()) => continue,
            received => &buffer[..received?],
        };
        // The same question, the flag of an answer to one and the same id,
        // or it is not ours.
        if response.get(HEADER..query.len()) == Some(&query[HEADER..])
            && response[2] & 0xf8 == 0x80
            && response[..2] == query[..2]
        {
            return read(response, query.len());
        }
    }
    Err("no answer within 1 s".into())
}

/// The time is over, or the program was stopped and goes on.
fn no_answer(kind: ErrorKind) -> bool {
    matches!(kind, WouldBlock | TimedOut | Interrupted)
}

fn query(name: &str) -> Result<Vec<u8>> {
    let id = RandomState::new().hash_one(name) as u16;
    let mut query = id.to_be_bytes().to_vec();
    // A query, recursion desired; one question and no records.
    query.extend([1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.split('.') {
        if label.is_empty() || label.len() > 63 {
            return Err("a label has 1 to 63 bytes".into());
        }
        query.push(label.len() as u8);
        query.extend(label.as_bytes());
    }
    query.push(0);
    query.extend(ADDRESS_OF);
    Ok(query)
}

fn read(response: &[u8], question_ends: usize) -> Result<Ipv4Addr> {
    match (response[3] & 0x0f, response[2] & 0x02) {
        (0, 0) => {}
        (0, _) => return Err("it did not fit; ask again over TCP".into()),
        (3, _) => return Err("there is no such name".into()),
        (code, _) => return Err(format!("the server says {code}").into()),
    }
    // Without answers, what stands behind them is about other names.
    let has_answers = response[6..8] != [0, 0];
    let record = response.get(question_ends..).filter(|_| has_answers);
    // The first record: a pointer to the name, type, class, seconds, length.
    match record.unwrap_or_default() {
        [0xc0, 12, 0, 1, 0, 1, _, _, _, _, 0, 4, a, b, c, d, ..] => {
            Ok(Ipv4Addr::new(*a, *b, *c, *d))
        }
        _ => Err("it has no IPv4 address, or not first".into()),
    }
}
