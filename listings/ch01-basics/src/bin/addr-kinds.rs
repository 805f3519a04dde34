//! Say what an address is for, after the registries of special addresses.
//!
//!     cargo run -p ch01-basics --bin addr-kinds -- [ADDRESS]

use std::env;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process;

const EXAMPLES: &str = "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.53 169.254.1.1 \
     172.31.255.255 172.32.0.0 192.0.2.1 192.168.0.1 198.18.0.1 224.0.0.251 \
     240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.1.2.3 64:ff9b::a01:203 \
     2001:db8::1 2002:a01:203::1 fd5c:9f31:77a2::7 fe80::1 ff02::fb";

fn main() {
    let mut args = env::args().skip(1);
    let texts = args.next().unwrap_or(EXAMPLES.into());
    if args.next().is_some() {
        eprintln!("usage: addr-kinds [ADDRESS]");
        process::exit(2);
    }
    for text in texts.split(' ') {
        match text.parse() {
            Ok(ip) => println!("{text:<17} {}", kind(ip)),
            Err(error) => {
                eprintln!("addr-kinds: {text}: {error}");
                process::exit(1);
            }
        }
    }
}

fn kind(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => kind_v4(ip).into(),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(inner) => format!("IPv4-mapped: {}", kind_v4(inner)),
            None => kind_v6(ip).into(),
        },
    }
}

fn kind_v4(ip: Ipv4Addr) -> &'static str {
    match ip.octets() {
        [0, 0, 0, 0] => "unspecified",
        [0, ..] => "this network",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "private",
        [100, 64..=127, ..] => "shared by a carrier's customers",
        [127, ..] => "loopback",
        [169, 254, ..] => "link-local",
        [192, 0, 0, 9 | 10] => "global",
        [192, 0, 0, _] => "protocol assignments",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => {
            "documentation"
        }
        [192, 88, 99, _] => "6to4 relay, withdrawn",
        [198, 18 | 19, ..] => "benchmarks",
        [224..=239, ..] => "multicast",
        [255, 255, 255, 255] => "limited broadcast",
        [240..=255, ..] => "reserved",
        _ => "global",
    }
}

fn kind_v6(ip: Ipv6Addr) -> &'static str {
    match ip.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "unspecified",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback",
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => "NAT64: an IPv4 address inside",
        [0x2001, 0..=0x1ff, ..] => "protocol assignments",
        [0x2001, 0xdb8, ..] | [0x3fff, ..=0xfff, ..] => "documentation",
        [0x2002, ..] => "6to4: an IPv4 address inside",
        [0x2000..=0x3fff, ..] => "global",
        [0xfc00..=0xfdff, ..] => "private (unique local)",
        [0xfe80..=0xfebf, ..] => "link-local",
        [0xff00..=0xffff, ..] => "multicast",
        _ => "special or not assigned",
    }
}
