//! Ask a time server, and say how far its clock is from this machine's.
//!
//!     cargo run -p ch03-udp --bin sntp-ask -- [ADDR]

use std::env;
use std::error::Error;
use std::io::ErrorKind::{self, Interrupted, TimedOut, WouldBlock};
use std::net::UdpSocket;
use std::process;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const TIMEOUT: Duration = Duration::from_secs(1);

/// From NTP's first second, in 1900, to Unix's, in 1970.
const TO_UNIX: u64 = 2_208_988_800;

/// A message without extensions (RFC 5905 §7.3).
const LENGTH: usize = 48;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7353".into());
    match ask(&addr) {
        Ok(offset) if offset.abs() < 0.5 => {
            println!("the clocks agree within a second");
        }
        Ok(offset) if offset < 0.0 => {
            println!("the server is {:.0} s behind", -offset);
        }
        Ok(offset) => println!("the server is {offset:.0} s ahead"),
        Err(error) => {
            eprintln!("sntp-ask: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn ask(addr: &str) -> Result<f64, Box<dyn Error>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect(addr)?;

    // Version 4, a client's mode; and when it leaves, which is also what the
    // answer has to repeat.
    let mut request = [0; LENGTH];
    request[0] = 4 << 3 | 3;
    let left = now();
    request[40..].copy_from_slice(&left.to_be_bytes());
    socket.send(&request)?;

    let reply = receive(&socket, left)?;
    let came = now();
    let times = [32, 40].map(|at| timestamp(&reply, at));
    match (reply[0] >> 6, reply[1], &reply[12..16]) {
        // Codes for clients that are to go, or to ask less (RFC 5905 §7.4).
        (_, 0, b"DENY" | b"RSTR" | b"RATE") => Err("it wants no questions")?,
        // Zero stands for a time that is not known (RFC 5905 §6).
        (0..3, 1..16, _) if !times.contains(&0) => {}
        _ => Err("it does not know the time")?,
    }
    let ahead = |there: u64, here| seconds(there.wrapping_sub(here));
    // The way there and the way back are taken to be as long as each other.
    Ok((ahead(times[0], left) + ahead(times[1], came)) / 2.0)
}

fn receive(
    socket: &UdpSocket,
    left: u64,
) -> Result<[u8; LENGTH], Box<dyn Error>> {
    let deadline = Instant::now() + TIMEOUT;
    let mut reply = [0; LENGTH];
    while let Some(wait) = deadline.checked_duration_since(Instant::now()) {
        // A timeout of zero would be refused as invalid input.
        socket.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        let n = match socket.recv(&mut reply) {
            Err(e) if no_answer(e.kind()) => continue,
            received => received?,
        };
        // A server's mode, and our own time in it: an answer to this.
        let is_answer = reply[0] & 7 == 4 && timestamp(&reply, 24) == left;
        if n == LENGTH && is_answer {
            return Ok(reply);
        }
    }
    Err("no answer within 1 s".into())
}

/// The time is over, or the program was stopped and goes on.
fn no_answer(kind: ErrorKind) -> bool {
    matches!(kind, WouldBlock | TimedOut | Interrupted)
}

/// Seconds since 1900 in the upper half, their fraction in the lower.
fn now() -> u64 {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH);
    let unix = unix.unwrap_or_default();
    let fraction = (u64::from(unix.subsec_nanos()) << 32) / 1_000_000_000;
    (unix.as_secs() + TO_UNIX) << 32 | fraction
}

fn timestamp(message: &[u8; LENGTH], at: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&message[at..at + 8]);
    u64::from_be_bytes(bytes)
}

/// A difference has a sign, and may lead from one era to the next.
fn seconds(difference: u64) -> f64 {
    difference as i64 as f64 / 4_294_967_296.0
}
