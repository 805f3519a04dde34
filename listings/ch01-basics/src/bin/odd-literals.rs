//! What `parse` and the resolver make of texts that look like addresses.
//!
//!     cargo run -p ch01-basics --bin odd-literals

use std::env;
use std::net::{IpAddr, ToSocketAddrs};
use std::process;

/// Six ways to write 127.0.0.1, and the IPv6 address that stands for it. No
/// server has to be asked for any.
const TEXTS: [&str; 7] = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.0.0.01",
    "::ffff:127.0.0.1",
];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: odd-literals");
        process::exit(2);
    }
    for text in TEXTS {
        println!(
            "{text:<17} parse={:<17} resolve={}",
            parsed(text),
            resolved(text)
        );
    }
}

fn parsed(text: &str) -> String {
    match text.parse::<IpAddr>() {
        Ok(ip) => ip.to_string(),
        Err(_) => "no".into(),
    }
}

fn resolved(text: &str) -> String {
    match (text, 80).to_socket_addrs() {
        Ok(answers) => {
            let ips: Vec<String> =
                answers.map(|addr| addr.ip().to_string()).collect();
            ips.join(" ")
        }
        Err(error) => error.to_string(),
    }
}
