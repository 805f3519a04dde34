//! TCP delivers every byte, once and in order, over a network that loses
//! packets, delivers them twice and lets some overtake others.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Fate};

pub fn run() -> Measured {
    let mut full = 0;
    let (net, _wire) = net::two_hosts_on_a_wire(move |packet| {
        if packet.len() < 1000 {
            return Fate::Pass;
        }
        full += 1;
        match full % 10 {
            2 => Fate::Lost,
            5 => Fate::Twice,
            8 => Fate::Late(Duration::from_millis(5)),
            _ => Fate::Pass,
        }
    })?;
    let listener = net.right.run(|| TcpListener::bind(net.right.at(0)))?;
    let addr = listener.local_addr()?;
    let mut client = net.left.run(|| TcpStream::connect(addr))?;
    let (mut server, _) = listener.accept()?;

    let sent: Vec<u8> = (0..100_000u32).map(|n| (n % 251) as u8).collect();
    let mut received = vec![0; sent.len()];
    std::thread::scope(|scope| {
        scope.spawn(|| client.write_all(&sent));
        server.read_exact(&mut received)
    })?;
    assert!(received == sent);
    Ok(())
}
