//! A host whose only IPv6 address is a private one gets IPv4 first, though
//! it has a way to both: source and destination are to be of one kind, and
//! that is asked before the order of kinds.

use std::net::IpAddr;

use trials::Measured;
use trials::net::{self, Device};

use super::glibc_has_an_old_table::first_of;

const GLOBAL: &str = "2001:db8:9::80";
const PRIVATE: &str = "fd00:9::1";

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts()?;
    net::names(&format!("{GLOBAL} both\n192.0.2.2 both\n"))?;
    let name = Device::First.name();
    let disabled = format!("ipv6/conf/{name}/disable_ipv6");

    // Without a way to it, the IPv6 address is the last.
    assert!(first_of("both", &net.left)?.is_ipv4(), "no way");

    // Off and on again, it has no address but those that it is given now. A
    // prefix of length 0 is a way to all of IPv6.
    net.left.set(&disabled, "1")?;
    net.left.set(&disabled, "0")?;
    net.left.address(Device::First, PRIVATE.parse()?, 0)?;
    assert!(first_of("both", &net.left)?.is_ipv4(), "from a private one");

    // RFC 6724 §6: rule 5 is about labels, rule 6 about precedence.
    net.left
        .address(Device::First, "2001:db8:1::1".parse()?, 64)?;
    let first = first_of("both", &net.left)?;
    assert_eq!(first, GLOBAL.parse::<IpAddr>()?, "from a global one");
    Ok(())
}
