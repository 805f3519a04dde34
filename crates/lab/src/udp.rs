//! UDP peers: `udp-echo`, and `udp-silent`, which never answers.

use std::convert::Infallible;
use std::io;
use std::net::UdpSocket;

/// No datagram is longer than what a 16-bit length can say (RFC 768).
const LARGEST: usize = 65_535;

/// Sends each datagram back to where it came from.
///
/// # Errors
/// None: an answer that cannot be sent is lost, as datagrams may be.
pub fn serve_echo(socket: UdpSocket) -> io::Result<Infallible> {
    let mut buffer = vec![0; LARGEST];
    loop {
        if let Ok((n, from)) = socket.recv_from(&mut buffer) {
            let _ = socket.send_to(&buffer[..n], from);
        }
    }
}

/// Receives and never answers.
///
/// # Errors
/// None.
pub fn serve_silence(socket: UdpSocket) -> io::Result<Infallible> {
    let mut buffer = [0; 1];
    loop {
        // What does not fit is dropped; nothing of it is wanted.
        let _ = socket.recv_from(&mut buffer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    #[test]
    fn a_datagram_comes_back_whole_even_if_empty() -> io::Result<()> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let addr = socket.local_addr()?;
        thread::spawn(|| serve_echo(socket));
        let client = UdpSocket::bind("127.0.0.1:0")?;
        client.connect(addr)?;
        for payload in [vec![], vec![7; 9000]] {
            client.send(&payload)?;
            let mut buffer = vec![0; LARGEST];
            let n = client.recv(&mut buffer)?;
            assert_eq!(buffer[..n], payload);
        }
        Ok(())
    }
}
