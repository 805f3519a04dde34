//! An Ethernet device has an address in `fe80::/10` as soon as it is up, and
//! Linux' loopback has `::1` alone.

use std::fs;
use std::net::Ipv6Addr;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    let net = net::two_hosts()?;
    let of = |device| net.left.run(|| addresses(device));
    net::until("the address is there", || {
        Ok(of("eth0")?.iter().any(Ipv6Addr::is_unicast_link_local))
    })?;
    assert_eq!(of("lo")?, [Ipv6Addr::LOCALHOST]);
    Ok(())
}

/// The IPv6 addresses of a device of the host that this thread is on.
fn addresses(device: &str) -> std::io::Result<Vec<Ipv6Addr>> {
    let table = fs::read_to_string("/proc/thread-self/net/if_inet6")?;
    let of_device = table.lines().filter(|line| line.ends_with(device));
    let address = |line: &str| {
        let digits = line.split_whitespace().next()?;
        Some(u128::from_str_radix(digits, 16).ok()?.into())
    };
    Ok(of_device.filter_map(address).collect())
}
