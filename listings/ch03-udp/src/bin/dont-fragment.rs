//! Forbid the network, and the kernel, to cut a datagram into fragments.
//!
//!     cargo run -p ch03-udp --features rustix --bin dont-fragment

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
        eprintln!("usage: dont-fragment (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("dont-fragment: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    println!("as it comes:");
    send(&sender, &receiver)?;
    forbid_fragments(&sender)?;
    println!("with fragments forbidden:");
    send(&sender, &receiver)
}

fn send(sender: &UdpSocket, receiver: &UdpSocket) -> io::Result<()> {
    for size in [FITS, FITS + 1] {
        match sender.send(&vec![b'.'; size]) {
            Ok(_) => {
                let n = receiver.recv(&mut [0; FITS + 2])?;
                println!("  sent {size} bytes, received {n}");
            }
            Err(error) => println!("  sent {size} bytes: {error}"),
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn forbid_fragments(socket: &UdpSocket) -> io::Result<()> {
    use rustix::net::sockopt::{self, Ipv4PathMtuDiscovery};

    sockopt::set_ip_mtu_discover(socket, Ipv4PathMtuDiscovery::DO)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn forbid_fragments(_: &UdpSocket) -> io::Result<()> {
    // Most other systems have another option, which rustix has not.
    println!("  (not on this system)");
    Ok(())
}
