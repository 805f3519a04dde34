//! Of a datagram in two fragments nothing is received where one is lost, and
//! neither program is told; a first fragment waits for thirty seconds, by the
//! default of `ipfrag_time`, and then one kernel tells the other by ICMP.

use std::fs;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Fate};

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(|packet| {
        if is_later_fragment(packet) {
            Fate::Lost
        } else {
            Fate::Pass
        }
    })?;
    assert_eq!(net.right.get("ipv4/ipfrag_time")?, "30");
    net.right.set("ipv4/ipfrag_time", "0")?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    sender.connect(receiver.local_addr()?)?;

    // To the byte what a packet of 1500 has room for, and one more.
    assert_eq!(sender.send(&[1; 1473])?, 1473);
    assert_eq!(sender.send(&[2; 1472])?, 1472);
    receiver.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut buffer = [0; 2000];
    assert_eq!(receiver.recv(&mut buffer)?, 1472, "the second alone");

    receiver.set_read_timeout(Some(Duration::from_millis(100)))?;
    let first = receiver.recv(&mut buffer).map_err(|error| error.kind());
    assert_eq!(first, Err(ErrorKind::WouldBlock));
    net::until("the sender's kernel is told", || net.left.run(is_told))?;
    assert!(sender.take_error()?.is_none());
    Ok(())
}

/// Whether ICMP's *time exceeded* has come: the fifth number.
fn is_told() -> io::Result<bool> {
    let table = fs::read_to_string("/proc/thread-self/net/snmp")?;
    let mut numbers = table.lines().filter(|line| line.starts_with("Icmp:"));
    let in_time_excds = numbers.next_back().and_then(|n| n.split(' ').nth(5));
    Ok(in_time_excds.is_some_and(|n| n != "0"))
}

/// An IPv4 packet whose offset, 13 bits, is not 0.
fn is_later_fragment(packet: &[u8]) -> bool {
    packet[0] >> 4 == 4 && (packet[6] & 0x1f, packet[7]) != (0, 0)
}
