//! Tell each client the time that asks for it.
//!
//!     cargo run -p udp-01-time -- [ADDR]

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7340".into());
    if let Err(error) = run(&addr) {
        eprintln!("udp-01-time: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(addr)?;
    println!("listening on {}", socket.local_addr()?);
    // TODO: answer requests for ever, each to whom it came from.
    let mut buffer = [0; 5];
    let (_, peer) = socket.recv_from(&mut buffer)?;
    socket.send_to(now().to_string().as_bytes(), peer)?;
    Ok(())
}

/// Milliseconds since 1970.
fn now() -> u128 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |time| time.as_millis())
}
