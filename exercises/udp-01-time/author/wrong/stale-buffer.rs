//! Wrong: looks at the whole buffer, also at what an older request left.

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
    loop {
        let (_, peer) = socket.recv_from(&mut buffer)?;
        if let Some(answer) = answer(trimmed(&buffer)) {
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

/// The buffer up to its first zero.
fn trimmed(buffer: &[u8]) -> &[u8] {
    let end = buffer.iter().position(|byte| *byte == 0);
    &buffer[..end.unwrap_or(buffer.len())]
}

/// Milliseconds since 1970.
fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| time.as_millis())
}
