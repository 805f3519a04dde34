//! Ask the kernel which source address it would use, without a packet.
//!
//!     cargo run -p ch01-basics --bin which-source -- [IP:PORT]

use std::env;
use std::error::Error;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7100".into());
    if args.next().is_some() {
        eprintln!("usage: which-source [IP:PORT]");
        process::exit(2);
    }
    if let Err(error) = run(&addr) {
        eprintln!("which-source: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> Result<(), Box<dyn Error>> {
    // Parsed, not resolved: a name would cost a question to a server.
    let target: SocketAddr = addr.parse()?;
    let socket = UdpSocket::bind(unspecified(target))?;
    let before = socket.local_addr()?;
    // UDP has no handshake: this writes the peer down, and sends nothing.
    socket.connect(target)?;

    println!("before connect: {before}");
    println!("after connect:  {}", socket.local_addr()?);
    Ok(())
}

/// Any address of the target's family, and any port.
fn unspecified(target: SocketAddr) -> SocketAddr {
    match target {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    }
}
