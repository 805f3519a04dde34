//! When what was sent has been read.
//!
//! On Linux `/proc/net/tcp` shows how many bytes lie unread in a socket of
//! this machine, so that the next byte can be sent once the last was read.

use std::net::TcpStream;

use crate::child::Child;

/// Waits until the other end of the connection has read what was sent, or
/// waits for something else.
#[cfg(target_os = "linux")]
pub fn until_read(stream: &TcpStream, child: &mut Child) {
    let mut patience = child.patience();
    while unread(stream) && patience.check(child).is_ok() {
        std::thread::yield_now();
    }
}

/// Elsewhere a moment must do.
#[cfg(not(target_os = "linux"))]
pub fn until_read(_stream: &TcpStream, _child: &mut Child) {
    std::thread::sleep(std::time::Duration::from_millis(20));
}

/// True while the peer's socket holds bytes, or there is no such socket yet.
#[cfg(target_os = "linux")]
fn unread(stream: &TcpStream) -> bool {
    let (Ok(own), Ok(peer)) = (stream.local_addr(), stream.peer_addr()) else {
        return false;
    };
    let Ok(table) = std::fs::read_to_string("/proc/net/tcp") else {
        return false;
    };
    let pair = (peer.port(), own.port());
    let row = table.lines().skip(1).find(|row| ports(row) == Some(pair));
    row.is_some_and(|row| queued(row) != Some(0))
}

/// The local and the remote port of a row (proc_net(5)).
#[cfg(target_os = "linux")]
fn ports(row: &str) -> Option<(u16, u16)> {
    let mut addresses = row.split_whitespace().skip(1);
    let mut port = || {
        let (_, port) = addresses.next()?.split_once(':')?;
        u16::from_str_radix(port, 16).ok()
    };
    Some((port()?, port()?))
}

/// `rx_queue`, behind `tx_queue:` in the fifth field.
#[cfg(target_os = "linux")]
fn queued(row: &str) -> Option<u64> {
    let queues = row.split_whitespace().nth(4)?;
    let (_, queue) = queues.split_once(':')?;
    u64::from_str_radix(queue, 16).ok()
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
