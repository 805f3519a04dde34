//! A port and an address as numbers and as the bytes that travel.
//!
//!     cargo run -p ch01-basics --bin byte-order -- [PORT]

use std::env;
use std::net::Ipv4Addr;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let text = args.next().unwrap_or("8080".into());
    if args.next().is_some() {
        eprintln!("usage: byte-order [PORT]");
        process::exit(2);
    }
    match text.parse() {
        Ok(port) => {
            show_port(port);
            show_address(Ipv4Addr::LOCALHOST);
        }
        Err(error) => {
            eprintln!("byte-order: port {text}: {error}");
            process::exit(1);
        }
    }
}

fn show_port(port: u16) {
    let bytes = port.to_be_bytes();
    println!("port {port}");
    println!("  on the wire        {bytes:02x?}");
    println!("  read in its order  {}", u16::from_be_bytes(bytes));
    // What `from_ne_bytes` would do on a little-endian machine.
    println!("  read in the other  {}", u16::from_le_bytes(bytes));
}

fn show_address(ip: Ipv4Addr) {
    // `octets` is in the order of the wire on every machine.
    let bytes = ip.octets();
    let swapped = Ipv4Addr::from(u32::from_le_bytes(bytes));
    println!("address {ip}, the number {}", u32::from(ip));
    println!("  on the wire        {bytes:02x?}");
    println!("  read in its order  {}", Ipv4Addr::from(bytes));
    println!("  read in the other  {swapped}");
}
