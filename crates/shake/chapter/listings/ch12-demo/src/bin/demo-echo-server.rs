//! Send every datagram back to where it came from.
//!
//!     cargo run -p ch12-demo --bin demo-echo-server -- [ADDR]

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:8200".into());
    if let Err(error) = run(&addr) {
        eprintln!("demo-echo-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(addr)?;
    println!("listening on {}", socket.local_addr()?);
    let mut buffer = vec![0; 65_535];
    loop {
        // An error is of one datagram, and the socket is still good.
        if let Err(error) = echo_one(&socket, &mut buffer) {
            eprintln!("demo-echo-server: {error}");
        }
    }
}

fn echo_one(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<()> {
    let (n, peer) = socket.recv_from(buffer)?;
    socket.send_to(&buffer[..n], peer)?;
    println!("{peer}: {n} bytes");
    Ok(())
}
