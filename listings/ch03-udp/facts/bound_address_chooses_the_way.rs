//! On Linux a datagram for 255.255.255.255, or for a group, leaves by the
//! interface whose address its sender is bound to, and only from `0.0.0.0` by
//! the one to which the routes lead.

use std::net::{Ipv4Addr, UdpSocket};

use trials::Measured;
use trials::net::{self, Routed};

const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 73, 1);

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    for to in [Ipv4Addr::BROADCAST, GROUP] {
        assert_eq!(heard_first(&net, "127.0.0.1:0", to)?, "what is for one");
        assert_eq!(heard_first(&net, "0.0.0.0:0", to)?, "what is for all");
    }
    Ok(())
}

/// What the router, to which the default route leads, hears first.
fn heard_first(net: &Routed, from: &str, to: Ipv4Addr) -> Measured<String> {
    let there = net.router.run(|| UdpSocket::bind("0.0.0.0:0"))?;
    if to.is_multicast() {
        there.join_multicast_v4(&to, &net.router.v4)?;
    }
    let port = there.local_addr()?.port();
    let sender = net.left.run(|| UdpSocket::bind(from))?;
    sender.set_broadcast(true)?;
    sender.send_to(b"what is for all", (to, port))?;
    let sender = net.left.run(|| UdpSocket::bind("0.0.0.0:0"))?;
    sender.send_to(b"what is for one", net.router.at(port))?;
    let mut buffer = [0; 32];
    let n = there.recv(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..n]).into_owned())
}
