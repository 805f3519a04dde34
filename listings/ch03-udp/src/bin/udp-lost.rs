//! Send more datagrams than anybody reads, and see who is told.
//!
//!     cargo run -p ch03-udp --bin udp-lost

use std::env;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::process;

/// Far more than a receive buffer of Linux's usual size holds, of 1000 bytes.
const COUNT: usize = 250;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: udp-lost (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("udp-lost: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    // What has arrived is here already, so there is nothing to wait for.
    receiver.set_nonblocking(true)?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    for _ in 0..COUNT {
        sender.send(&[b'.'; 1000])?;
    }
    println!("{COUNT} sends returned Ok");

    let arrived = count_arrived(&receiver)?;
    // How many depends on the size of the buffer, which you may have set.
    let share = match arrived {
        0 => "none",
        COUNT => "all",
        n if n < COUNT / 2 => "fewer than half",
        _ => "more than half",
    };
    println!("{share} arrived, and no receive returned an error");
    Ok(())
}

fn count_arrived(socket: &UdpSocket) -> io::Result<usize> {
    let mut arrived = 0;
    loop {
        match socket.recv(&mut [0; 1000]) {
            Ok(_) => arrived += 1,
            Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(arrived),
            Err(e) => return Err(e),
        }
    }
}
