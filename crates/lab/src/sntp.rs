//! A time server whose clock is wrong (RFC 5905 §7.3).

use std::convert::Infallible;
use std::io;
use std::net::UdpSocket;
use std::time::{SystemTime, UNIX_EPOCH};

/// How far its clock is ahead of this machine's, in seconds: far enough to
/// be seen, and no client is to set its clock by it.
pub const AHEAD: u64 = 90;

/// From NTP's first second, in 1900, to Unix's, in 1970.
const TO_UNIX: u64 = 2_208_988_800;

const LENGTH: usize = 48;

/// Where the three timestamps of an answer begin.
const ORIGINATE: usize = 24;
const RECEIVE: usize = 32;
const TRANSMIT: usize = 40;

/// Answers every request with the time.
///
/// # Errors
/// None: an answer that cannot be sent is lost, as datagrams may be.
pub fn serve(socket: UdpSocket) -> io::Result<Infallible> {
    let mut buffer = [0; 1024];
    loop {
        let Ok((n, from)) = socket.recv_from(&mut buffer) else {
            continue;
        };
        if let Some(reply) = answer(&buffer[..n], now()) {
            let _ = socket.send_to(&reply, from);
        }
    }
}

/// The answer to a client's request that came at this time; nothing to what
/// is none.
fn answer(request: &[u8], received: u64) -> Option<[u8; LENGTH]> {
    let request: &[u8; LENGTH] = request.first_chunk()?;
    let (version, mode) = (request[0] >> 3 & 7, request[0] & 7);
    if mode != 3 || !(1..=4).contains(&version) {
        return None;
    }
    let mut reply = [0; LENGTH];
    // No leap second, the client's version, a server's mode.
    reply[0] = version << 3 | 4;
    // A primary server, asked at most once in 64 s, to a microsecond.
    reply[1..4].copy_from_slice(&[1, 6, -20_i8 as u8]);
    reply[12..16].copy_from_slice(b"LAB\0");
    let mut put = |at: usize, time: u64| {
        reply[at..at + 8].copy_from_slice(&time.to_be_bytes());
    };
    put(16, received);
    put(RECEIVE, received);
    put(TRANSMIT, received.max(now()));
    let asked = &request[TRANSMIT..];
    reply[ORIGINATE..RECEIVE].copy_from_slice(asked);
    Some(reply)
}

/// The server's time: seconds since 1900 and, in the lower half, their
/// fraction.
fn now() -> u64 {
    let unix = SystemTime::now().duration_since(UNIX_EPOCH);
    let unix = unix.unwrap_or_default();
    let seconds = unix.as_secs() + TO_UNIX + AHEAD;
    let fraction = (u64::from(unix.subsec_nanos()) << 32) / 1_000_000_000;
    seconds << 32 | fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_tells_whose_it_is() {
        let mut request = [0; LENGTH];
        request[0] = 4 << 3 | 3;
        request[TRANSMIT..].copy_from_slice(b"the time");
        let reply = answer(&request, now()).unwrap();
        assert_eq!(reply[0], 4 << 3 | 4);
        assert_eq!(reply[ORIGINATE..RECEIVE], *b"the time");
        assert!(reply[TRANSMIT..] >= reply[RECEIVE..TRANSMIT]);
    }

    #[test]
    fn an_answer_is_not_answered() {
        let mut request = [0; LENGTH];
        request[0] = 4 << 3 | 4;
        assert_eq!(answer(&request, 0), None);
        assert_eq!(answer(&request[..47], 0), None);
    }
}
