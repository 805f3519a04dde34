//! Where it is alone on its host, a member hears its group by the interface
//! by which it has joined and by no other; and a router hands no datagram of
//! a group on by itself.

use std::net::{Ipv4Addr, UdpSocket};
use std::process::Command;
use std::time::Duration;

use socket2::SockRef;
use trials::net::{self, Device, Host, Routed};
use trials::{Measured, Server};

const SERVER: &str = env!("CARGO_BIN_EXE_multicast-v6-server");
const CLIENT: &str = env!("CARGO_BIN_EXE_multicast-v6-client");

fn member(host: &Host, device: Device) -> Result<Server, String> {
    let group = format!("[ff12::7303%{}]:7303", device.index());
    let mut command = Command::new(SERVER);
    command.args(["[::]:7303", &group]);
    host.run(|| Server::start(command))
}

/// Who answers, when this host asks the group.
fn answers(host: &Host) -> Measured<String> {
    let group = format!("[ff12::7303%{}]:7303", Device::First.index());
    let ask = || Command::new(CLIENT).args([&group, "hello"]).output();
    Ok(String::from_utf8(host.run(ask)?.stdout)?)
}

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts_and_a_router()?;
    let _right = member(&net.right, Device::First)?;
    assert_eq!(answers(&net.left)?, "", "the router handed it on");

    // The router stands on both links, and joins by that of the left.
    let _router = member(&net.router, Device::First)?;
    let heard = answers(&net.left)?;
    assert!(heard.ends_with("\n1 answered\n"), "{heard}");
    assert!(!answers(&net.right)?.contains("\n2 answered"));
    over_ipv4(&net)
}

/// There an address of its own says which interface it is.
fn over_ipv4(net: &Routed) -> Measured {
    let group = Ipv4Addr::new(239, 255, 73, 1);
    let member = net.router.run(|| UdpSocket::bind("0.0.0.0:7304"))?;
    member.set_read_timeout(Some(Duration::from_secs(30)))?;
    member.join_multicast_v4(&group, &net.router.v4)?;
    for host in [&net.right, &net.left] {
        let sender = host.run(|| UdpSocket::bind(host.at(0)))?;
        SockRef::from(&sender).set_multicast_if_v4(&host.v4)?;
        sender.send_to(b"hello", (group, 7304))?;
    }
    let (_, heard) = member.recv_from(&mut [0; 8])?;
    assert_eq!(heard.ip(), net.left.v4, "it hears by its other interface");
    Ok(())
}
