//! A datagram to oneself: both ends in one program.
//!
//!     cargo run -p ch12-demo

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch12-demo (the tour takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch12-demo: {error}");
        process::exit(1);
    }
}

fn tour() -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.send_to(b"hello", socket.local_addr()?)?;
    let (n, peer) = socket.recv_from(&mut [0; 16])?;
    println!("{n} bytes from {peer}");
    Ok(())
}
