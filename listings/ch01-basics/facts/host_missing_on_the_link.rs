//! A host that is missing on your own link is `HostUnreachable`, once three
//! questions who has the address, a second apart, have had no answer.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let questions = "ipv4/neigh/eth0/mcast_solicit";
    let apart = "ipv4/neigh/eth0/retrans_time_ms";
    assert_eq!(net.left.get(questions)?, "3");
    assert_eq!(net.left.get(apart)?, "1000");

    // Not to wait for three seconds.
    net.left.set(apart, "60")?;
    let tap = net.left.tap()?;
    let begun = Instant::now();
    let outcome = net.left.run(|| TcpStream::connect("192.0.2.99:80"));
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::HostUnreachable));
    assert!(begun.elapsed() >= Duration::from_millis(2 * 60));
    assert_eq!(tap.finish().iter().filter(is_question).count(), 3);
    Ok(())
}

/// A packet of ARP for IPv4, whose operation is 1.
fn is_question(packet: &&Vec<u8>) -> bool {
    packet.starts_with(&[0, 1, 8, 0, 6, 4, 0, 1])
}
