//! Prefixes of IPv4 addresses, in CIDR notation.
//!
//!     cargo run -p ip-02-cidr

use std::io;
use std::net::Ipv4Addr;

fn main() {
    for line in io::stdin().lines().map_while(Result::ok) {
        println!("{}", answer(&line).unwrap_or("error".into()));
    }
}

/// One line of input, one line of output; `None` for what is wrong.
fn answer(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["contains", prefix, addr] => {
            let inside = parse(prefix)?.contains(addr.parse().ok()?);
            Some(if inside { "yes" } else { "no" }.into())
        }
        ["range", prefix] => {
            let (first, last) = parse(prefix)?.range();
            Some(format!("{first} {last}"))
        }
        ["size", prefix] => Some(parse(prefix)?.size().to_string()),
        _ => None,
    }
}

/// The addresses whose first `length` bits are those of `network`.
struct Prefix {
    network: u32,
    length: u32,
}

/// Reads `192.0.2.0/24`; `None` for what is no prefix.
fn parse(text: &str) -> Option<Prefix> {
    // TODO: for now, the address alone, and always 24 bits.
    let (addr, _) = text.split_once('/')?;
    let addr: Ipv4Addr = addr.parse().ok()?;
    Some(Prefix {
        network: addr.to_bits(),
        length: 24,
    })
}

impl Prefix {
    /// Whether the address is one of these.
    fn contains(&self, addr: Ipv4Addr) -> bool {
        // TODO: for now, this address and no other.
        addr.to_bits() == self.network
    }

    /// The first and the last address.
    fn range(&self) -> (Ipv4Addr, Ipv4Addr) {
        // TODO: for now, one address.
        let only = Ipv4Addr::from_bits(self.network);
        (only, only)
    }

    /// How many there are.
    fn size(&self) -> u64 {
        // TODO: for now, another number.
        u64::from(self.length)
    }
}
