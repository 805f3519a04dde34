//! UDP in seven datagrams: both ends in one program.
//!
//!     cargo run -p ch03-udp

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

/// UDP never says that a datagram was lost, so every wait has an end.
const TIMEOUT: Duration = Duration::from_secs(1);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: ch03-udp (the tour takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = tour() {
        eprintln!("ch03-udp: {error}");
        process::exit(1);
    }
}

fn tour() -> io::Result<()> {
    let server = open("server")?;
    let client = open("client")?;
    client.connect(server.local_addr()?)?;
    println!("client  is connected, and nothing was sent for that");

    send(&client, &["one", "two", ""])?;
    for _ in 0..3 {
        answer(&server)?;
    }
    for _ in 0..3 {
        read_answer(&client)?;
    }
    send_to_nobody(server, &client)
}

fn open(role: &str) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    println!("{role}  has the address {}", socket.local_addr()?);
    Ok(socket)
}

fn send(client: &UdpSocket, texts: &[&str]) -> io::Result<()> {
    for text in texts {
        client.send(text.as_bytes())?;
        println!("client  sent {text:?}, and nobody has read");
    }
    Ok(())
}

fn answer(server: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    let (n, peer) = server.recv_from(&mut buffer)?;
    server.send_to(&buffer[..n], peer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("server  received {text:?} and sent it back");
    Ok(())
}

fn read_answer(client: &UdpSocket) -> io::Result<()> {
    let mut buffer = [0; 2048];
    let n = client.recv(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("client  received {text:?}");
    Ok(())
}

fn send_to_nobody(server: UdpSocket, client: &UdpSocket) -> io::Result<()> {
    drop(server);
    let n = client.send(b"three")?;
    println!("client  sent {n} bytes to a server that is gone, without error");
    match client.recv(&mut [0; 2048]) {
        Ok(_) => Err(io::Error::other("a closed port sent an answer")),
        Err(error) => {
            println!("client  received no answer: {error}");
            Ok(())
        }
    }
}
