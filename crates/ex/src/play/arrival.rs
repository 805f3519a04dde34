//! When what was sent has been read.
//!
//! Linux says how many bytes lie unread in a socket of this machine, so that
//! the next byte can be sent once the last was read.

use std::net::TcpStream;
use std::time::Duration;

use crate::observe::child::Child;
#[cfg(target_os = "linux")]
use lab::tcp_table;

/// How often to look.
#[cfg(target_os = "linux")]
const PACE: Duration = Duration::from_micros(300);
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
    while unread(stream) && patience.check(child).is_ok() {
        std::thread::sleep(PACE);
    }
}

/// Elsewhere a moment must do.
#[cfg(not(target_os = "linux"))]
pub fn until_read(_stream: &TcpStream, _child: &mut Child) {
    std::thread::sleep(Duration::from_millis(20));
}

/// True while the peer's socket holds bytes, or there is no such socket yet.
#[cfg(target_os = "linux")]
fn unread(stream: &TcpStream) -> bool {
    let (Ok(own), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return false;
    };
    let is_peers = |row: &tcp_table::Row| {
        row.local.port() == peer.port() && row.remote.port() == own.port()
    };
    let row = tcp_table::rows(tcp_table::State::Open)
        .into_iter()
        .find(is_peers);
    row.is_some_and(|row| row.unread > 0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

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
    }
}
