//! A member hears its group by the interface by which it has joined and by
//! no other, and a router hands no datagram of a group on by itself.

use std::process::Command;

use trials::net::{self, Device, Host};
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
    Ok(())
}
