//! Send a datagram that fits into one Ethernet packet, and one that does
//! not by a single byte.
//!
//!     cargo run -p ch03-udp --bin udp-fragments

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

// An ordinary Ethernet carries IP packets of 1500 bytes. IPv4's header takes
// 20 of them, and UDP's 8.
const FITS: usize = 1500 - 20 - 8;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-fragments (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-fragments: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    for size in [FITS, FITS + 1] {
        let sent = sender.send(&vec![b'.'; size])?;
        // Room for one byte more would show a datagram that is too large.
        let mut buffer = [0; FITS + 2];
        let (n, _) = receiver.recv_from(&mut buffer)?;
        println!("sent one datagram of {sent} bytes, received {n}");
    }
    Ok(())
}
