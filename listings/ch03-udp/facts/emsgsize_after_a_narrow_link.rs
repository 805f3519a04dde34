//! A datagram that fits the first link and not the next is dropped by the
//! router, which says so by ICMP: a connected socket fails once with "Message
//! too long", and then the kernel cuts, as long as it knows.

use std::net::UdpSocket;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Device};

/// EMSGSIZE, which has no `ErrorKind` of its own.
const MESSAGE_TOO_LONG: i32 = 90;

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    net.router.mtu(Device::Second, 1300)?;
    let receiver = net.right.run(|| UdpSocket::bind(net.right.at(0)))?;
    let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    sender.connect(receiver.local_addr()?)?;

    assert_eq!(sender.send(&[1; 1400])?, 1400, "it fits the own link");
    let mut told = None;
    net::until("the router's word is here", || {
        told = sender.send(b"hello").err();
        Ok(told.is_some())
    })?;
    let told = told.and_then(|error| error.raw_os_error());
    assert_eq!(told, Some(MESSAGE_TOO_LONG));

    assert_eq!(sender.send(&[2; 1400])?, 1400);
    receiver.set_read_timeout(Some(Duration::from_secs(30)))?;
    let mut buffer = [0; 2000];
    while receiver.recv(&mut buffer)? == 5 {}
    assert_eq!(buffer[..1400], [2; 1400], "the first never came");
    Ok(())
}
