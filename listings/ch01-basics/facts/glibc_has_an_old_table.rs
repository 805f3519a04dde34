//! glibc knows `fc00::/7` by the label that RFC 6724 gave it, but not by its
//! precedence: where labels agree, a unique local address comes before an
//! IPv4 address.

use std::net::{IpAddr, ToSocketAddrs};

use trials::Measured;
use trials::net::{self, Device, Host};

const HERE: &str = "fd00:1::1";
const THERE: &str = "fd00:1::2";

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts_and_a_router()?;
    net::names(&format!("{THERE} both\n198.51.100.1 both\n"))?;

    // The source would be 2001:db8:1::1, whose label is another, while
    // IPv4's agree: RFC 6724 §6, rule 5. RFC 3484 had one label for both.
    let first = first_of("both", &net.left)?;
    assert!(first.is_ipv4(), "by the label");

    // Labels agree in both families now, and precedence decides: 3 for
    // fc00::/7 and 35 for IPv4 in RFC 6724.
    net.left.address(Device::First, HERE.parse()?, 64)?;
    let first = first_of("both", &net.left)?;
    assert_eq!(first, THERE.parse::<IpAddr>()?, "by the old precedence");
    Ok(())
}

/// The first address of a name, as a program on `host` gets it.
pub fn first_of(name: &str, host: &Host) -> Measured<IpAddr> {
    let found = host.run(|| (name, 80).to_socket_addrs())?;
    let first = found.map(|addr| addr.ip()).next();
    first.ok_or_else(|| format!("{name}: no address").into())
}
