//! Ask again until an answer comes: an id, a growing wait, and an end.
//!
//!     cargo run -p ch03-udp --bin udp-ask-again

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::process;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait after each request, in seconds. Where nothing is known of
/// the way, begin with one, and go on doubling (RFC 8085 §3.1.3).
const WAITS: [f32; 4] = [1.0, 2.0, 4.0, 8.0];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-ask-again (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-ask-again: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.connect(server.local_addr()?)?;
    thread::spawn(move || answer_the_third(&server));

    let answer = ask(&client, b"anybody?")?;
    println!("the answer to this question: {answer:?}");
    Ok(())
}

fn ask(socket: &UdpSocket, question: &[u8]) -> io::Result<String> {
    // std has no generator of random numbers, but its hash maps have
    // random keys. A stranger hardly guesses the id, nor has an old answer it.
    let id = RandomState::new().build_hasher().finish().to_be_bytes();
    let request = [&id, question].concat();
    for wait in WAITS {
        socket.send(&request)?;
        if let Some(answer) = receive(socket, &id, wait)? {
            return Ok(answer);
        }
        println!("no answer within {wait} s");
    }
    Err(io::Error::new(ErrorKind::TimedOut, "no answer at all"))
}

fn receive(
    socket: &UdpSocket,
    id: &[u8],
    wait: f32,
) -> io::Result<Option<String>> {
    let deadline = Instant::now() + Duration::from_secs_f32(wait);
    let mut buffer = [0; 2048];
    loop {
        // What is not the answer must not buy its sender more time.
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(None);
        }
        socket.set_read_timeout(Some(left))?;
        let n = match socket.recv(&mut buffer) {
            Err(e) if is_silence(&e) => return Ok(None),
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            received => received?,
        };
        if let Some(text) = buffer[..n].strip_prefix(id) {
            return Ok(Some(String::from_utf8_lossy(text).into()));
        }
        println!("an answer to something else: ignored");
    }
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Loses two requests, and has an old answer on its way.
fn answer_the_third(socket: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    for _ in 0..2 {
        socket.recv_from(&mut buffer)?;
    }
    let (_, client) = socket.recv_from(&mut buffer)?;
    socket.send_to(b"old id: late", client)?;
    let answer = [&buffer[..8], b"here I am"].concat();
    socket.send_to(&answer, client)?;
    Ok(())
}
