//! Datagrams that arrive together.
//!
//! Who sends one after another may be slower than who reads them. On Linux
//! one call brings all of them to a socket of this machine, where they lie in
//! line before a reader has woken up.

use std::io;
use std::net::UdpSocket;

/// Sends the same datagram so often, from a socket that is connected.
///
/// # Errors
/// As `send`.
pub fn send(
    socket: &UdpSocket,
    datagram: &[u8],
    count: usize,
) -> io::Result<()> {
    if at_once(socket, datagram, count) {
        return Ok(());
    }
    (0..count).try_for_each(|_| socket.send(datagram).map(drop))
}

/// Whether the system could do it in one call.
#[cfg(target_os = "linux")]
fn at_once(socket: &UdpSocket, datagram: &[u8], count: usize) -> bool {
    let all = datagram.repeat(count);
    u16::try_from(datagram.len()).is_ok_and(|size| {
        size > 0 && crate::sys::linux::send_cut(socket, &all, size).is_ok()
    })
}

/// Elsewhere it cannot.
#[cfg(not(target_os = "linux"))]
fn at_once(_socket: &UdpSocket, _datagram: &[u8], _count: usize) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    #[test]
    fn each_is_a_datagram_of_its_own() {
        let from = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let to = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        from.connect(to.local_addr().unwrap()).unwrap();
        send(&from, b"time 7", 20).unwrap();
        // And what is sent next is whole again.
        from.send(b"time 1234567").unwrap();
        let mut buffer = [0; 64];
        for _ in 0..20 {
            let n = to.recv(&mut buffer).unwrap();
            assert_eq!(&buffer[..n], b"time 7");
        }
        let n = to.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..n], b"time 1234567");
    }
}
