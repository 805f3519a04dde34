//! Wrong: an answer is kept by its number.

use std::collections::HashMap;
use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7340".into());
    if let Err(error) = run(&addr) {
        eprintln!("udp-01-time: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(addr)?;
    println!("listening on {}", socket.local_addr()?);
    // A byte more than the longest request, so that a longer one shows.
    let mut buffer = [0; 26];
    let mut kept: HashMap<Vec<u8>, String> = HashMap::new();
    loop {
        let (length, peer) = socket.recv_from(&mut buffer)?;
        let request = &buffer[..length];
        if let Some(answer) = answer(request) {
            let answer = kept.entry(request.to_vec()).or_insert(answer);
            socket.send_to(answer.as_bytes(), peer)?;
        }
    }
}

/// The answer to a request; `None` for what is none.
fn answer(request: &[u8]) -> Option<String> {
    let number = request.strip_prefix(b"time ")?;
    let digits = number.iter().all(u8::is_ascii_digit);
    if !digits || number.is_empty() || number.len() > 20 {
        return None;
    }
    let number = str::from_utf8(number).ok()?;
    Some(format!("{number} {}", now()))
}

/// Milliseconds since 1970.
fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| time.as_millis())
}
