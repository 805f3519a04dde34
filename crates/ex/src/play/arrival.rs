//! When what was sent has been read.
//!
//! Linux says how many bytes lie unread in a socket of this machine, so that
//! the next byte can be sent once the last was read.

use std::net::TcpStream;
use std::time::Duration;

use crate::observe::child::Child;
#[cfg(target_os = "linux")]
use lab::tcp_table::{self, Row};

/// How often to look.
#[cfg(target_os = "linux")]
const PACE: Duration = Duration::from_micros(300);
/// Who waits for something else with a deadline may not be seen to. A client
/// that is waited for meanwhile must not be silent for a second and a half.
#[cfg(target_os = "linux")]
const LONGEST: Duration = Duration::from_millis(800);
/// How often, before the program itself is looked at.
#[cfg(target_os = "linux")]
const QUICK: usize = 20;

/// Waits until the other end of the connection has read what was sent, or
/// waits for something else.
#[cfg(target_os = "linux")]
pub fn until_read(stream: &TcpStream, child: &mut Child) {
    for _ in 0..QUICK {
        if !unread(stream) {
            return;
        }
        std::thread::sleep(PACE);
    }
    let mut patience = child.patience();
    while unread(stream)
        && patience.check(child).is_ok()
        && patience.own() < LONGEST
    {
        std::thread::sleep(PACE);
    }
}

/// Elsewhere a moment must do.
#[cfg(not(target_os = "linux"))]
pub fn until_read(_stream: &TcpStream, _child: &mut Child) {
    std::thread::sleep(Duration::from_millis(20));
}

/// Waits until the program's system has been told that the stream has ended.
#[cfg(target_os = "linux")]
pub fn until_ended(stream: &TcpStream, child: &mut Child) {
    let mut patience = child.patience();
    while has_not_ended(stream) && patience.check(child).is_ok() {
        std::thread::sleep(PACE);
    }
}

/// Elsewhere a moment must do.
#[cfg(not(target_os = "linux"))]
pub fn until_ended(_stream: &TcpStream, _child: &mut Child) {
    std::thread::sleep(Duration::from_millis(20));
}

/// True while the program's end may still receive.
#[cfg(target_os = "linux")]
fn has_not_ended(stream: &TcpStream) -> bool {
    let (Ok(own), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return false;
    };
    tcp_table::find(peer, own, tcp_table::State::Receiving).is_some()
}

/// What a connection of this machine holds, in bytes.
#[cfg(target_os = "linux")]
#[derive(Clone, Copy, Debug)]
struct Held {
    /// What we have sent: on its way, and there but not yet read.
    ours: (u32, u32),
    /// What the program has sent.
    programs: (u32, u32),
}

/// Whether bytes are on their way, in either direction, to an end that has
/// read all that was there: they will arrive, however late the system sends
/// them (again), and that is no fault of the program's.
pub fn is_under_way(stream: &TcpStream) -> bool {
    #[cfg(target_os = "linux")]
    return held(stream).is_some_and(|held| {
        [held.ours, held.programs]
            .iter()
            .any(|(sent, there)| *sent > 0 && *there == 0)
    });
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
    #[cfg(not(target_os = "linux"))]
    false
}

/// Whether the program has left bytes unread that are there.
pub fn is_unread(stream: &TcpStream) -> bool {
    #[cfg(target_os = "linux")]
    return unread(stream);
    #[cfg(not(target_os = "linux"))]
    let _ = stream;
    #[cfg(not(target_os = "linux"))]
    false
}

/// How many of so many bytes that were sent, and all of which come back, the
/// program has in its own memory; `None` where that is not known.
pub fn kept(stream: &TcpStream, sent: usize) -> Option<usize> {
    #[cfg(target_os = "linux")]
    return held(stream).map(|held| {
        let [a, b] = [held.ours, held.programs].map(|(a, b)| a + b);
        sent.saturating_sub((a + b) as usize)
    });
    #[cfg(not(target_os = "linux"))]
    let _ = (stream, sent);
    #[cfg(not(target_os = "linux"))]
    None
}

/// True while the peer's socket holds bytes, or there is no such socket yet.
#[cfg(target_os = "linux")]
fn unread(stream: &TcpStream) -> bool {
    held(stream).is_some_and(|held| held.ours.1 > 0)
}

#[cfg(target_os = "linux")]
fn held(stream: &TcpStream) -> Option<Held> {
    let own = stream.local_addr().ok()?;
    let peer = stream.peer_addr().ok()?;
    let state = tcp_table::State::Sending;
    let programs = tcp_table::find(peer, own, state)?;
    // Ours ends behind it, and holds nothing then.
    let ours = tcp_table::find(own, peer, state);
    let of_ours = |part: fn(&Row) -> u32| ours.as_ref().map_or(0, part);
    Some(Held {
        ours: (of_ours(|row| row.queued), programs.unread),
        programs: (programs.queued, of_ours(|row| row.unread)),
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::{Shutdown, TcpListener};

    #[test]
    fn bytes_are_unread_until_they_are_read() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(addr).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        client.write_all(b"a").unwrap();
        assert!(unread(&client));
        server.read_exact(&mut [0]).unwrap();
        assert!(!unread(&client));
        assert!(has_not_ended(&client));
        client.shutdown(Shutdown::Write).unwrap();
        assert_eq!(server.read(&mut [0]).unwrap(), 0);
        assert!(!has_not_ended(&client));
    }
}
