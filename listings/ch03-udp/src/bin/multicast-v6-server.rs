//! Send every datagram back, those to a group too that this program joins by
//! one interface.
//!
//!     cargo run -p ch03-udp --bin multicast-v6-server -- [ADDR] [GROUP]

use std::env;
use std::error::Error;
use std::net::{SocketAddrV6, UdpSocket};
use std::process;

/// More than an ordinary datagram over IP holds, so none is cut short.
const LARGEST: usize = 65_535;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("[::]:7303".into());
    if let Err(error) = run(&addr, args.next()) {
        eprintln!("multicast-v6-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str, group: Option<String>) -> Result<(), Box<dyn Error>> {
    let socket = UdpSocket::bind(addr)?;
    if let Some(group) = group {
        join(&socket, &group).map_err(|e| format!("{group}: {e}"))?;
    }
    println!("listening on {}", socket.local_addr()?);

    let mut buffer = vec![0; LARGEST];
    loop {
        match socket.recv_from(&mut buffer) {
            // The answer is for the one that asked, from this host's own
            // address: a group is nobody's source.
            Ok((n, from)) => match socket.send_to(&buffer[..n], from) {
                Ok(_) => println!("{from}: {n} bytes"),
                Err(error) => eprintln!("{from}: {error}"),
            },
            Err(error) => eprintln!("multicast-v6-server: {error}"),
        }
    }
}

/// Joins `[ff12::7303%2]:7303` by interface number 2.
fn join(socket: &UdpSocket, group: &str) -> Result<(), Box<dyn Error>> {
    let group: SocketAddrV6 = group.parse()?;
    if !group.ip().is_multicast() {
        return Err("this is one host's address, not a group's".into());
    }
    if group.scope_id() == 0 {
        return Err("say by which interface: [GROUP%NUMBER]:PORT".into());
    }
    socket.join_multicast_v6(group.ip(), group.scope_id())?;
    Ok(())
}
