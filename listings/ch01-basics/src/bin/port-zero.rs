//! Bind an address, see which port it has, then which one a client gets.
//!
//!     cargo run -p ch01-basics --bin port-zero -- [ADDR]

use std::env;
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::ops::RangeInclusive;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:0".into());
    if args.next().is_some() {
        eprintln!("usage: port-zero [ADDR]");
        process::exit(2);
    }
    if let Err(error) = run(&addr) {
        eprintln!("port-zero: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let range = ephemeral_range();
    match &range {
        Some(range) => {
            println!("range:  {} to {}", range.start(), range.end());
        }
        None => println!("range:  not told in a file on this system"),
    }
    let listener = TcpListener::bind(addr)?;
    let server = listener.local_addr()?;
    println!("server: {server}, {}", place(server, &range));

    let client = TcpStream::connect(server)?.local_addr()?;
    println!("client: {client}, {}", place(client, &range));
    Ok(())
}

/// The ports that this system lends. Linux shows them in a file.
fn ephemeral_range() -> Option<RangeInclusive<u16>> {
    let path = "/proc/sys/net/ipv4/ip_local_port_range";
    let text = fs::read_to_string(path).ok()?;
    let mut numbers = text.split_whitespace().map(str::parse);
    let first = numbers.next()?.ok()?;
    let last = numbers.next()?.ok()?;
    Some(first..=last)
}

fn place(
    addr: SocketAddr,
    range: &Option<RangeInclusive<u16>>,
) -> &'static str {
    match range {
        Some(range) if range.contains(&addr.port()) => "in the range",
        Some(_) => "not in the range",
        None => "and the range is unknown",
    }
}
