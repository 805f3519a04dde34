//! Find the largest datagram, and see what a small buffer does to one.
//!
//!     cargo run -p ch03-udp --bin udp-sizes

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-sizes (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-sizes: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    find_largest(&sender, &receiver)?;
    cut_short(&sender, &receiver)
}

fn find_largest(sender: &UdpSocket, receiver: &UdpSocket) -> io::Result<()> {
    // IPv4 counts up to 65,535 bytes in a packet: 20 of them are its own
    // header, and 8 are UDP's.
    for size in [65_507, 65_508] {
        match sender.send(&vec![b'.'; size]) {
            Ok(n) => {
                println!("sent {n} bytes");
                receive(receiver, 65_535)?;
            }
            Err(error) => println!("not {size}: {error}"),
        }
    }
    Ok(())
}

fn cut_short(sender: &UdpSocket, receiver: &UdpSocket) -> io::Result<()> {
    for text in ["a bottle of milk", "thanks"] {
        let n = sender.send(text.as_bytes())?;
        println!("sent {n} bytes: {text:?}");
        // What Unix cuts off without a word is an error on Windows.
        if let Err(error) = receive(receiver, 8) {
            println!("room for 8: {error}");
        }
    }
    Ok(())
}

fn receive(socket: &UdpSocket, room: usize) -> io::Result<()> {
    let mut buffer = vec![0; room];
    let n = socket.recv(&mut buffer)?;
    let start = String::from_utf8_lossy(&buffer[..n.min(8)]);
    println!("room for {room}: received {n} bytes, {start:?} first");
    Ok(())
}
