//! Wrong: takes for digits what `parse` takes for a number.

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

/// Reads `192.0.2.0/24`.
fn parse(text: &str) -> Option<Prefix> {
    let (addr, length) = text.split_once('/')?;
    let addr: Ipv4Addr = addr.parse().ok()?;
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let network = addr.to_bits() & mask(length);
    Some(Prefix { network, length })
}

/// So many ones from the left. A shift by all 32 bits is none to most
/// processors, and an overflow to Rust.
fn mask(length: u32) -> u32 {
    u32::MAX.checked_shl(32 - length).unwrap_or(0)
}

impl Prefix {
    /// Whether the address is one of these.
    fn contains(&self, addr: Ipv4Addr) -> bool {
        addr.to_bits() & mask(self.length) == self.network
    }

    /// The first and the last address.
    fn range(&self) -> (Ipv4Addr, Ipv4Addr) {
        let last = self.network | !mask(self.length);
        (Ipv4Addr::from_bits(self.network), Ipv4Addr::from_bits(last))
    }

    /// How many there are.
    fn size(&self) -> u64 {
        1 << (32 - self.length)
    }
}
