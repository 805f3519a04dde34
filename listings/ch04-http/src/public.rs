//! Which addresses are anybody's, and in no block for special use. The public
//! ones of one's own network are among them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether anybody may be at an address: of IPv4, one of no group and in no
/// block that IANA's registry of special addresses (RFC 6890) keeps from being
/// reached from anywhere; of IPv6, one of 2000::/3 outside of such blocks. The
/// few that may be reached, in the middle of one, are refused with it.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast();
    let in_block = |[a, b, c, _]: [u8; 4]| match a {
        0 | 240.. => true,
        100 => (64..128).contains(&b),
        192 => (b, c) == (0, 0) || (b, c) == (88, 99),
        198 => b == 18 || b == 19,
        _ => false,
    };
    !special && !in_block(ip.octets())
}

/// What is handed out so far, 2000::/3, without the blocks in it that lead to
/// IPv4 or nowhere; all else is refused.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    match ip.segments() {
        // Protocols' own, among them Teredo, and documentation.
        [0x2001, 0..0x200 | 0xdb8, ..] => false,
        // 6to4, and documentation again.
        [0x2002, ..] | [0x3fff, 0..0x1000, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    #[test]
    fn what_is_public() {
        for ip in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1",
            "3fff:1000::1",
        ] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
    }

    #[test]
    fn what_is_not() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "64:ff9b::10.0.0.1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "3fff::1",
            "fc00::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
    }
}
