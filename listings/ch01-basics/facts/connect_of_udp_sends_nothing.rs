//! `connect` of a UDP socket fixes both of its addresses and sends nothing,
//! so it succeeds toward a host that is not there.

use std::net::UdpSocket;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let net = net::two_hosts()?;
    let tap = net.left.tap()?;

    let socket = net.left.run(|| UdpSocket::bind("0.0.0.0:0"))?;
    assert!(socket.local_addr()?.ip().is_unspecified());
    socket.connect("192.0.2.99:7100")?;
    assert_eq!(socket.local_addr()?.ip(), net.left.v4);
    assert_eq!(socket.peer_addr()?.to_string(), "192.0.2.99:7100");

    // Nor is anybody asked who has the address, by ARP. What the kernel
    // says of its own accord is IPv6.
    let packets = tap.finish();
    let others = packets.iter().filter(|packet| packet[0] >> 4 != 6);
    assert_eq!(others.count(), 0);
    Ok(())
}
