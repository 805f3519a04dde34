//! Send one datagram to a group of two, and another after one has left.
//!
//!     cargo run -p ch03-udp --features socket2 --bin multicast-v4

use std::env;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::process;
use std::time::Duration;

use socket2::{Domain, SockRef, Socket, Type};

/// A group of our own: 239.0.0.0/8 is for everybody's use inside of their
/// own network (RFC 2365).
const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 73, 1);

/// The interface by which to join and to send, by its address. Without it,
/// a kernel joins by the one that its routes lead to.
const INTERFACE: Ipv4Addr = Ipv4Addr::LOCALHOST;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: multicast-v4 (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("multicast-v4: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let first = bind(0)?;
    let port = first.local_addr()?.port();
    let second = bind(port)?;
    for member in [&first, &second] {
        member.join_multicast_v4(&GROUP, &INTERFACE)?;
    }

    let sender = UdpSocket::bind((INTERFACE, 0))?;
    SockRef::from(&sender).set_multicast_if_v4(&INTERFACE)?;
    // No router hands it on. This is the default, too.
    sender.set_multicast_ttl_v4(1)?;
    sender.send_to(b"hello, all", (GROUP, port))?;
    hear("first", &first)?;
    hear("second", &second)?;

    second.leave_multicast_v4(&GROUP, &INTERFACE)?;
    println!("the second leaves");
    sender.send_to(b"hello, rest", (GROUP, port))?;
    hear("first", &first)?;
    hear("second", &second)
}

/// Several sockets may have the port, if each of them says so before.
fn bind(port: u16) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, None)?;
    socket.set_reuse_address(true)?;
    // BSD and macOS want this one for it.
    #[cfg(all(unix, not(target_os = "linux")))]
    socket.set_reuse_port(true)?;
    // Or a socket hears what any other of this host has joined.
    #[cfg(target_os = "linux")]
    socket.set_multicast_all_v4(false)?;
    let addr = (Ipv4Addr::UNSPECIFIED, port);
    socket.bind(&SocketAddr::from(addr).into())?;
    socket.set_read_timeout(Some(Duration::from_secs(1)))?;
    Ok(socket.into())
}

fn hear(name: &str, socket: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    match socket.recv(&mut buffer) {
        Ok(n) => {
            let text = String::from_utf8_lossy(&buffer[..n]);
            println!("the {name} heard {text:?}");
        }
        Err(e) if is_silence(&e) => println!("the {name} heard nothing"),
        Err(e) => return Err(e),
    }
    Ok(())
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
