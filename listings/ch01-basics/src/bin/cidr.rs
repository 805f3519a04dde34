//! Is an address in a block? The block is a prefix and its length.
//!
//!     cargo run -p ch01-basics --bin cidr -- [ADDRESS] [BLOCK]

use std::env;
use std::net::Ipv4Addr;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let ip = args.next().unwrap_or("10.1.2.3".into());
    let block = args.next().unwrap_or("10.0.0.0/8".into());
    if args.next().is_some() {
        eprintln!("usage: cidr [ADDRESS] [BLOCK]");
        process::exit(2);
    }
    if let Err(error) = run(&ip, &block) {
        eprintln!("cidr: {error}");
        process::exit(1);
    }
}

fn run(ip: &str, block: &str) -> Result<(), String> {
    let block = Block::parse(block)?;
    let ip: Ipv4Addr = ip.parse().map_err(|error| format!("{ip}: {error}"))?;
    println!("mask   {}", Ipv4Addr::from(block.mask()));
    println!("first  {}", Ipv4Addr::from(block.first));
    println!("last   {}", Ipv4Addr::from(block.first | !block.mask()));
    // The size of /0 is 2 to the 32, one more than a `u32` can hold.
    println!("size   {}", 1_u64 << (32 - block.length));
    println!("{ip} inside: {}", block.contains(ip));
    Ok(())
}

struct Block {
    first: u32,
    length: u32,
}

impl Block {
    fn parse(text: &str) -> Result<Block, String> {
        let bad = |why: &str| format!("{text}: {why}");
        let (first, length) =
            text.split_once('/').ok_or(bad("write ADDRESS/LENGTH"))?;
        let first: Ipv4Addr =
            first.parse().map_err(|_| bad("not an IPv4 address"))?;
        let length = match length.parse() {
            // Digits alone: `parse` takes a plus sign as well.
            Ok(n @ 0..=32) if !length.starts_with('+') => n,
            _ => return Err(bad("the length is 0 to 32")),
        };
        let first = u32::from(first);
        let block = Block { first, length };
        // 10.1.2.3/8 is an address with its length, or a slip: ask.
        if first & !block.mask() != 0 {
            let start = Ipv4Addr::from(first & block.mask());
            return Err(bad(&format!("the block begins at {start}")));
        }
        Ok(block)
    }

    /// `length` ones and then zeros.
    fn mask(&self) -> u32 {
        // For /0 all 32 ones go, and `<<` by 32 is an overflow.
        u32::MAX.checked_shl(32 - self.length).unwrap_or(0)
    }

    fn contains(&self, ip: Ipv4Addr) -> bool {
        u32::from(ip) & self.mask() == self.first
    }
}
