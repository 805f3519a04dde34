//! The steps to a TCP connection, one call and one line at a time.
//!
//!     cargo run -p ch01-basics --bin socket-steps

use std::env;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process;

use socket2::{Domain, SockAddr, Socket, Type};

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: socket-steps");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("socket-steps: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    println!("socket:  made, it has no address yet");

    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    listener.bind(&any_port.into())?;
    println!("bind:    {}", show(listener.local_addr()?)?);

    listener.listen(128)?;
    println!("listen:  asked for a queue of 128");

    let mut client = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    // The kernel completes the connection; nobody has called accept yet.
    client.connect(&listener.local_addr()?)?;
    println!("connect: {}", ends(&client)?);

    let (mut accepted, _peer) = listener.accept()?;
    println!("accept:  {}", ends(&accepted)?);

    drop(listener);
    println!("close:   the listener is gone");

    client.write_all(b"hello")?;
    let mut bytes = [0; 5];
    accepted.read_exact(&mut bytes)?;
    println!("read:    {}", String::from_utf8_lossy(&bytes));
    Ok(())
}

/// Both ends of a connection, its own first.
fn ends(socket: &Socket) -> io::Result<String> {
    let local = show(socket.local_addr()?)?;
    let peer = show(socket.peer_addr()?)?;
    Ok(format!("from {local} to {peer}"))
}

/// `SockAddr` holds an address of any family; this program has only IP.
fn show(addr: SockAddr) -> io::Result<SocketAddr> {
    addr.as_socket()
        .ok_or(io::ErrorKind::AddrNotAvailable.into())
}
