//! What the types and codes of ICMP messages are called.

use super::Version;

/// What a message says, such as `port unreachable`: RFC 792 and RFC 1122
/// §3.2.2.1, RFC 4443, and RFC 4861 §4 for neighbor discovery.
pub fn name(version: Version, kind: u8, code: u8) -> String {
    let known = match version {
        Version::V4 => name_v4(kind, code),
        Version::V6 => name_v6(kind, code),
    };
    let unknown = || format!("type {kind}, code {code}");
    known.map_or_else(unknown, str::to_owned)
}

fn name_v4(kind: u8, code: u8) -> Option<&'static str> {
    Some(match (kind, code) {
        (0, 0) => "echo reply",
        (3, 0) => "net unreachable",
        (3, 1) => "host unreachable",
        (3, 2) => "protocol unreachable",
        (3, 3) => "port unreachable",
        (3, 4) => "fragmentation needed and DF set",
        (3, 5) => "source route failed",
        (3, 9) => "network administratively prohibited",
        (3, 10) => "host administratively prohibited",
        (3, 13) => "communication administratively prohibited",
        (3, _) => "destination unreachable",
        (4, 0) => "source quench",
        (5, _) => "redirect",
        (8, 0) => "echo request",
        (11, 0) => "time to live exceeded in transit",
        (11, 1) => "fragment reassembly time exceeded",
        (12, _) => "parameter problem",
        _ => return None,
    })
}

fn name_v6(kind: u8, code: u8) -> Option<&'static str> {
    Some(match (kind, code) {
        (1, 0) => "no route to destination",
        (1, 1) => "communication administratively prohibited",
        (1, 3) => "address unreachable",
        (1, 4) => "port unreachable",
        (1, _) => "destination unreachable",
        (2, _) => "packet too big",
        (3, 0) => "hop limit exceeded in transit",
        (3, 1) => "fragment reassembly time exceeded",
        (4, _) => "parameter problem",
        (128, 0) => "echo request",
        (129, 0) => "echo reply",
        (133, 0) => "router solicitation",
        (134, 0) => "router advertisement",
        (135, 0) => "neighbor solicitation",
        (136, 0) => "neighbor advertisement",
        (137, 0) => "redirect",
        (143, _) => "multicast listener report",
        _ => return None,
    })
}
