//! A block of everybody that blocks nobody: /0 shifts by 32.
//!
//!     cargo run -p ch01-basics --bin cidr-shift-bad

use std::env;
use std::net::Ipv4Addr;
use std::process;

/// First address and length: first a network, then everybody.
const BLOCKED: [(Ipv4Addr, u32); 2] = [
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(0, 0, 0, 0), 0),
];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: cidr-shift-bad");
        process::exit(2);
    }
    let clients = [[192, 0, 2, 7], [203, 0, 113, 9]].map(Ipv4Addr::from);
    for (first, length) in BLOCKED {
        println!("blocked: {first}/{length}");
        for client in clients {
            let answer = if contains(first, length, client) {
                "refused"
            } else {
                "served"
            };
            println!("  {client} is {answer}");
        }
    }
}

fn contains(first: Ipv4Addr, length: u32, ip: Ipv4Addr) -> bool {
    // What `u32::MAX << (32 - length)` does in a release build. A debug build
    // panics, but only when a /0 comes.
    let mask = u32::MAX.wrapping_shl(32 - length);
    u32::from(ip) & mask == u32::from(first)
}
