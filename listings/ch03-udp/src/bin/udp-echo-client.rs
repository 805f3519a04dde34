//! Send one datagram to an echo server and print the one that comes back.
//!
//!     cargo run -p ch03-udp --bin udp-echo-client -- [ADDR] [TEXT]

use std::env;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs, UdpSocket};
use std::process;
use std::time::{Duration, Instant};

/// Nobody reports a lost answer, so the wait has to end by itself. All the
/// addresses of a name share it.
const TIMEOUT: Duration = Duration::from_secs(1);

/// More than an ordinary datagram over IP holds, so none is cut short.
const LARGEST: usize = 65_535;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7300".into());
    let text = args.next().unwrap_or("hello".into());

    match echo(&addr, &text) {
        Ok(reply) => println!("{reply}"),
        Err(error) => {
            eprintln!("udp-echo-client: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn echo(addr: &str, text: &str) -> Result<String, Box<dyn Error>> {
    let mut peers = addr.to_socket_addrs()?;
    let end = Instant::now() + TIMEOUT;
    let mut reply = Err(ErrorKind::NotFound.into());
    // Only an answer says at which of its addresses a server is.
    while let (Err(_), Some(peer)) = (&reply, peers.next()) {
        let left = end.saturating_duration_since(Instant::now());
        let share = left / (1 + peers.len() as u32);
        reply = ask(peer, text, share.max(Duration::from_millis(1)));
    }
    Ok(String::from_utf8(reply?)?)
}

fn ask(peer: SocketAddr, text: &str, wait: Duration) -> io::Result<Vec<u8>> {
    let socket = connect(peer)?;
    socket.set_read_timeout(Some(wait))?;
    socket.send(text.as_bytes())?;

    let mut buffer = vec![0; LARGEST];
    let n = receive(&socket, &mut buffer).map_err(name_silence)?;
    buffer.truncate(n);
    Ok(buffer)
}

fn connect(peer: SocketAddr) -> io::Result<UdpSocket> {
    // A socket has one family, so it must be the peer's. Port 0 lets the
    // kernel choose a port.
    let local: SocketAddr = match peer {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(local)?;
    // From here on only datagrams from this peer reach the socket.
    socket.connect(peer)?;
    Ok(socket)
}

fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match socket.recv(buffer) {
            // Stopped by ^Z and continued by `fg`, a wait with a limit is
            // broken off on Linux. It begins again.
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            received => return received,
        }
    }
}

fn name_silence(error: io::Error) -> io::Error {
    match error.kind() {
        // The first on Unix, the second on Windows.
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            io::Error::new(ErrorKind::TimedOut, "no answer within 1 s")
        }
        _ => error,
    }
}
