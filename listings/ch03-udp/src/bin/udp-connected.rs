//! Send to a port where nobody listens, twice from a socket that is not
//! connected and thrice from one that is, and see which of them learns of it.
//!
//!     cargo run -p ch03-udp --bin udp-connected

use std::env;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::process;
use std::time::Duration;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-connected (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-connected: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let (nobody, _held) = closed_port()?;

    let socket = UdpSocket::bind("127.0.0.1:0")?;
    println!("not connected:");
    for _ in 0..2 {
        tell("send_to", socket.send_to(b"hello", nobody));
    }
    socket.set_read_timeout(Some(Duration::from_millis(100)))?;
    tell("recv", socket.recv(&mut [0; 64]));

    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(nobody)?;
    println!("connected:");
    for _ in 0..3 {
        tell("send", socket.send(b"hello"));
    }
    Ok(())
}

/// A port that nobody else can take meanwhile. Its socket is connected to
/// itself and hears nobody else; others are told that the port is closed.
fn closed_port() -> io::Result<(SocketAddr, UdpSocket)> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let addr = socket.local_addr()?;
    socket.connect(addr)?;
    Ok((addr, socket))
}

fn tell(call: &str, result: io::Result<usize>) {
    match result {
        Ok(n) => println!("  {call}: {n} bytes"),
        Err(error) => println!("  {call}: {error}"),
    }
}
