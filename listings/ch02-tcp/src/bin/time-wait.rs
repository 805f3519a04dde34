//! Who closes first keeps the remains: can its port be listened on again?
//!
//!     cargo run -p ch02-tcp --bin time-wait

use std::env;
use std::io::{self, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: time-wait (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("time-wait: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let (client, server) = connection()?;
    let addr = server.local_addr()?;
    close(server, client)?;
    println!("the server closed first");
    listen("server", addr);

    let (client, server) = connection()?;
    let addr = client.local_addr()?;
    close(client, server)?;
    println!("the client closed first");
    listen("client", addr);

    let living = TcpListener::bind("127.0.0.1:0")?;
    println!("a listener is alive");
    listen("listener", living.local_addr()?);
    Ok(())
}

/// Both ends of a connection; its listener is closed when this returns.
fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    Ok((client, server))
}

fn close(first: TcpStream, mut second: TcpStream) -> io::Result<()> {
    drop(first);
    // The end has come before the second side closes, so they do not cross.
    second.read(&mut [0]).map(drop)
}

fn listen(whose: &str, addr: SocketAddr) {
    match TcpListener::bind(addr) {
        Ok(_) => println!("  a new listener takes the {whose}'s port"),
        Err(error) => println!("  the {whose}'s port is not free: {error}"),
    }
}
