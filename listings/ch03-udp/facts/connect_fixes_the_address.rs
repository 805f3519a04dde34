//! `connect` of a UDP socket that was bound to any address fixes its own
//! address too: the one from which the route to that peer leaves.

use std::net::UdpSocket;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    // The router has an address on each of its two links.
    for (peer, own) in [
        (net.left.at(7300), "192.0.2.254"),
        (net.right.at(7300), "198.51.100.254"),
        ("127.0.0.1:7300".parse()?, "127.0.0.1"),
    ] {
        let socket = net.router.run(|| UdpSocket::bind("0.0.0.0:0"))?;
        let before = socket.local_addr()?;
        assert!(before.ip().is_unspecified());
        socket.connect(peer)?;
        let after = socket.local_addr()?;
        assert_eq!(after.ip().to_string(), own);
        assert_eq!(after.port(), before.port(), "that was fixed already");
    }
    Ok(())
}
