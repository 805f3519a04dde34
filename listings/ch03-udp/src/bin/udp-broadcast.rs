//! Send one datagram to everybody on a network: refused, then allowed.
//!
//!     cargo run -p ch03-udp --bin udp-broadcast

use std::env;
use std::io;
use std::net::{Ipv4Addr, UdpSocket};
use std::process;
use std::time::Duration;

/// Loopback's own network is 127.0.0.0/8, and this is its last address.
/// From `0.0.0.0`, 255.255.255.255 would leave by a real interface.
const EVERYBODY: Ipv4Addr = Ipv4Addr::new(127, 255, 255, 255);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-broadcast (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-broadcast: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    // Bound to 127.0.0.1, it would hear what is for that address alone.
    let hearer = UdpSocket::bind("0.0.0.0:0")?;
    hearer.set_read_timeout(Some(Duration::from_secs(1)))?;
    let all = (EVERYBODY, hearer.local_addr()?.port());

    let sender = UdpSocket::bind("127.0.0.1:0")?;
    match sender.send_to(b"who is there?", all) {
        Ok(_) => println!("sent at once"),
        Err(error) => println!("refused: {error}"),
    }

    sender.set_broadcast(true)?;
    let n = sender.send_to(b"who is there?", all)?;
    println!("allowed: sent {n} bytes to {EVERYBODY}");

    let mut buffer = [0; 2048];
    let (n, from) = hearer.recv_from(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("heard from {from}: {text:?}");
    // Everybody was asked, and each answers the one that asked.
    hearer.send_to(b"I am", from)?;
    let (n, from) = sender.recv_from(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("answered from {}: {text:?}", from.ip());
    Ok(())
}
