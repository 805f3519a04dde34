//! Send four datagrams, one of them empty, and receive four.
//!
//!     cargo run -p ch03-udp --bin udp-boundaries

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-boundaries (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-boundaries: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    // A datagram that is lost is never sent again, so no wait is endless.
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    let texts = ["one", "two", "", "three"];
    for text in texts {
        let n = sender.send(text.as_bytes())?;
        println!("sent {n} bytes: {text:?}");
    }
    for _ in texts {
        receive_one(&receiver)?;
    }
    Ok(())
}

fn receive_one(socket: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    let (n, _) = socket.recv_from(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("one receive returned {n} bytes: {text:?}");
    Ok(())
}
