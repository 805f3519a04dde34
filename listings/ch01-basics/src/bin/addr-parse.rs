//! Say what each address is, asking nobody: text in, one line out.
//!
//!     cargo run -p ch01-basics --bin addr-parse -- [ADDRESS]...

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process;

const EXAMPLES: [&str; 9] = [
    "127.0.0.1",
    "10.1.2.3",
    "192.0.2.1",
    "0.0.0.0",
    "::1",
    "2001:0DB8:0000:0000:0000:0000:0000:0001",
    "fe80::1",
    "127.0.0.1:7100",
    "[::1]:7100",
];

fn main() {
    let mut texts: Vec<String> = env::args().skip(1).collect();
    if texts.is_empty() {
        texts = EXAMPLES.map(String::from).to_vec();
    }
    for text in &texts {
        let Some(line) = describe(text) else {
            eprintln!("addr-parse: {text}: neither an IP address nor IP:PORT");
            process::exit(1);
        };
        println!("{line}");
    }
}

fn describe(text: &str) -> Option<String> {
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Some(format!("{ip} {}", kind(ip)));
    }
    let addr: SocketAddr = text.parse().ok()?;
    Some(format!("{addr} {} port {}", kind(addr.ip()), addr.port()))
}

fn kind(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => format!("v4 {}", kind_v4(ip)),
        IpAddr::V6(ip) => format!("v6 {}", kind_v6(ip)),
    }
}

fn kind_v4(ip: Ipv4Addr) -> &'static str {
    match ip {
        _ if ip.is_unspecified() => "unspecified",
        _ if ip.is_loopback() => "loopback",
        _ if ip.is_private() => "private",
        _ if ip.is_link_local() => "link-local",
        _ if ip.is_documentation() => "documentation",
        _ if ip.is_multicast() => "multicast",
        _ => "other",
    }
}

fn kind_v6(ip: Ipv6Addr) -> &'static str {
    match ip.segments() {
        _ if ip.is_unspecified() => "unspecified",
        _ if ip.is_loopback() => "loopback",
        _ if ip.is_unique_local() => "private",
        _ if ip.is_unicast_link_local() => "link-local",
        // std's predicate for these two prefixes is not stable yet.
        [0x2001, 0x0db8, ..] | [0x3fff, ..=0x0fff, ..] => "documentation",
        _ if ip.is_multicast() => "multicast",
        // `is_loopback` is false for ::ffff:127.0.0.1: look at the IPv4 inside.
        _ if ip.to_ipv4_mapped().is_some() => "IPv4-mapped",
        _ => "other",
    }
}
