//! Find the largest datagram that the path to an echo server carries.
//!
//!     cargo run -p ch03-udp --features rustix --bin path-mtu -- [ADDR]

use std::env;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::process;
use std::time::{Duration, Instant};

/// What every path should carry, and where the search ends: with a packet of
/// 9000 bytes, as large Ethernets have them, less IPv4's header and UDP's.
const SIZES: (usize, usize) = (1200, 8972);

/// One probe may be lost for any reason. Three of a size hardly are.
const TRIES: u32 = 3;

/// Most Linux's number for "Message too long", which has no `ErrorKind` yet.
const EMSGSIZE: i32 = 90;

const WAIT: Duration = Duration::from_millis(300);

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7300".into());
    match search(&addr) {
        Ok(size) => println!("the path carries {size} bytes of payload"),
        Err(error) => {
            eprintln!("path-mtu: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn search(addr: &str) -> Result<usize, Box<dyn Error>> {
    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect(addr)?;
    forbid_fragments(&socket)?;

    let (mut carried, mut most) = SIZES;
    if !arrives(&socket, carried)? {
        return Err(format!("not even {carried} bytes are answered").into());
    }
    while carried < most {
        let size = (carried + most).div_ceil(2);
        if arrives(&socket, size)? {
            println!("{size} bytes arrived");
            carried = size;
        } else {
            println!("{size} bytes did not");
            most = size - 1;
        }
    }
    Ok(carried)
}

fn arrives(socket: &UdpSocket, size: usize) -> io::Result<bool> {
    for _ in 0..TRIES {
        let sent = socket.send(&vec![b'.'; size]);
        match sent.and_then(|_| is_answered(socket, size)) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            // The own link is too narrow, or a router's word has come.
            Err(e) if e.raw_os_error() == Some(EMSGSIZE) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// The answer to this probe is as long as it; others are of earlier ones.
fn is_answered(socket: &UdpSocket, size: usize) -> io::Result<bool> {
    let deadline = Instant::now() + WAIT;
    let mut buffer = [0; SIZES.1 + 1];
    while let Some(left) = deadline.checked_duration_since(Instant::now()) {
        // A timeout of zero would be refused as invalid input.
        socket.set_read_timeout(Some(left.max(Duration::from_millis(1))))?;
        match socket.recv(&mut buffer) {
            Ok(n) if n == size => return Ok(true),
            Err(e) if !is_silence(&e) => return Err(e),
            _ => {}
        }
    }
    Ok(false)
}

fn is_silence(error: &io::Error) -> bool {
    // Interrupted is by `^Z` and `fg`: the wait goes on.
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

#[cfg(target_os = "linux")]
fn forbid_fragments(socket: &UdpSocket) -> io::Result<()> {
    use rustix::net::sockopt::{self, Ipv4PathMtuDiscovery};

    // Whatever the kernel believes of this path, it is to be tried.
    sockopt::set_ip_mtu_discover(socket, Ipv4PathMtuDiscovery::PROBE)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn forbid_fragments(_: &UdpSocket) -> io::Result<()> {
    // Most other systems have another option, which rustix has not.
    Err(ErrorKind::Unsupported.into())
}
