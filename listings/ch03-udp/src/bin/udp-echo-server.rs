//! Send every datagram back to where it came from.
//!
//!     cargo run -p ch03-udp --bin udp-echo-server -- [ADDR]

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;

/// More than an ordinary datagram over IP holds, so none is cut short.
const LARGEST: usize = 65_535;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7300".into());
    if let Err(error) = run(&addr) {
        eprintln!("udp-echo-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(addr)?;
    println!("listening on {}", socket.local_addr()?);

    let mut buffer = vec![0; LARGEST];
    loop {
        // An error here may be news of an earlier answer that could not be
        // delivered. Reporting it clears it, and the socket is still good.
        if let Err(error) = echo_one(&socket, &mut buffer) {
            eprintln!("udp-echo-server: {error}");
        }
    }
}

fn echo_one(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<()> {
    let (n, peer) = socket.recv_from(buffer)?;
    // The first `n` bytes are this datagram; the rest is from earlier ones,
    // and perhaps somebody else's.
    socket
        .send_to(&buffer[..n], peer)
        .map_err(|e| io::Error::new(e.kind(), format!("{peer}: {e}")))?;
    println!("{peer}: {n} bytes");
    Ok(())
}
