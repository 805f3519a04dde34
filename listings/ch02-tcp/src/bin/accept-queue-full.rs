//! Connect to a server that does not accept, until no more is let in.
//!
//!     cargo run -p ch02-tcp --bin accept-queue-full

use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process;
use std::time::Duration;

/// A connection on this machine takes far less, if it is answered at all.
const TIMEOUT: Duration = Duration::from_millis(200);

/// More clients than any listener here keeps waiting.
const CLIENTS: usize = 1000;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: accept-queue-full (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("accept-queue-full: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let addr = listener.local_addr()?;

    let waiting = crowd(addr);
    println!("{} are connected, none is accepted", waiting.len());
    next(addr);

    let (_accepted, _) = listener.accept()?;
    println!("the server has accepted one");
    next(addr);
    Ok(())
}

/// Clients that hold their connections, up to the first that gets none.
fn crowd(addr: SocketAddr) -> Vec<TcpStream> {
    let connect = |_| TcpStream::connect_timeout(&addr, TIMEOUT).ok();
    (0..CLIENTS).map_while(connect).collect()
}

fn next(addr: SocketAddr) {
    match TcpStream::connect_timeout(&addr, TIMEOUT) {
        Ok(_) => println!("the next one is connected"),
        Err(error) => println!("the next one is not: {error}"),
    }
}
