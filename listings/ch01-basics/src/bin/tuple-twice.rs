//! One client port, two connections: to two servers yes, to one server no.
//!
//!     cargo run -p ch01-basics --bin tuple-twice

use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::process;

use socket2::{Domain, Socket, Type};

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: tuple-twice");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("tuple-twice: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let one = TcpListener::bind("127.0.0.1:0")?;
    let other = TcpListener::bind("127.0.0.1:0")?;

    let mut source = SocketAddr::from(([127, 0, 0, 1], 0));
    // Kept open: once one is closed, its tuple may be free again.
    let mut clients = Vec::new();
    for listener in [&one, &other, &one] {
        let (client, bound) = client(source)?;
        connect(&client, bound, listener.local_addr()?);
        source = bound;
        clients.push(client);
    }
    Ok(())
}

/// A socket whose source address is settled before it connects, and may be
/// another client's too.
fn client(source: SocketAddr) -> io::Result<(Socket, SocketAddr)> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&source.into())?;
    let bound = socket.local_addr()?.as_socket();
    Ok((socket, bound.ok_or(io::ErrorKind::AddrNotAvailable)?))
}

fn connect(client: &Socket, source: SocketAddr, server: SocketAddr) {
    match client.connect(&server.into()) {
        Ok(()) => println!("{source} to {server}: connected"),
        Err(error) => println!("{source} to {server}: {error}"),
    }
}
