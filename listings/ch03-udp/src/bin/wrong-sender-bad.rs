//! A client that takes the first datagram that comes for the answer.
//!
//!     cargo run -p ch03-udp --bin wrong-sender-bad

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: wrong-sender-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("wrong-sender-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let stranger = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.set_read_timeout(Some(Duration::from_secs(1)))?;

    client.send_to(b"where is the bank?", server.local_addr()?)?;
    // The stranger has only to know the client's port, and to be faster.
    stranger.send_to(b"at my house", client.local_addr()?)?;
    answer(&server)?;

    let mut buffer = [0; 2048];
    let (n, _) = client.recv_from(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("the answer: {text}");
    Ok(())
}

fn answer(server: &UdpSocket) -> io::Result<()> {
    let (_, client) = server.recv_from(&mut [0; 2048])?;
    server.send_to(b"at the market", client)?;
    Ok(())
}
