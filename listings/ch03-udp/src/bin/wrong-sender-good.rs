//! A client that takes an answer from the one that it has asked, and to the
//! question that it has asked.
//!
//!     cargo run -p ch03-udp --bin wrong-sender-good

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_secs(1);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: wrong-sender-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("wrong-sender-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let stranger = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.connect(server.local_addr()?)?;

    // Nobody guesses 64 random bits; std's hash maps have random keys.
    let id = RandomState::new().build_hasher().finish().to_be_bytes();
    client.send(&[&id, &b"where is the bank?"[..]].concat())?;
    stranger.send_to(b"at my house", client.local_addr()?)?;
    answer(&server)?;
    println!("the answer: {}", receive(&client, &id)?);
    Ok(())
}

/// Sends a guess first, as if its address had been forged, then the answer.
fn answer(server: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    let (_, client) = server.recv_from(&mut buffer)?;
    server.send_to(b"a guess: at my house", client)?;
    server.send_to(&[&buffer[..8], b"at the market"].concat(), client)?;
    Ok(())
}

fn receive(client: &UdpSocket, id: &[u8]) -> io::Result<String> {
    let deadline = Instant::now() + TIMEOUT;
    let mut buffer = [0; 2048];
    loop {
        // What is not the answer must not buy its sender more time.
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        client.set_read_timeout(Some(left))?;
        let n = client.recv(&mut buffer)?;
        match buffer[..n].strip_prefix(id) {
            Some(text) => return Ok(String::from_utf8_lossy(text).into()),
            None => println!("dropped {n} bytes without our id"),
        }
    }
}
