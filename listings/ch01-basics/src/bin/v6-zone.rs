//! A link-local address needs its zone: who reads it, and how it gets lost.
//!
//!     cargo run -p ch01-basics --bin v6-zone -- [ADDRESS%ZONE]

use std::env;
use std::io;
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6, ToSocketAddrs, UdpSocket};
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let host = args.next().unwrap_or("fe80::1%1".into());
    if args.next().is_some() {
        eprintln!("usage: v6-zone [ADDRESS%ZONE]");
        process::exit(2);
    }
    if let Err(error) = run(&host) {
        eprintln!("v6-zone: {host}: {error}");
        process::exit(1);
    }
}

fn run(host: &str) -> io::Result<()> {
    // A name would be looked up; nobody is to be asked here.
    let (address, _zone) = host.split_once('%').unwrap_or((host, ""));
    if address.parse::<Ipv6Addr>().is_err() {
        return Err(io::Error::other("not an IPv6 address"));
    }
    match format!("[{host}]:80").parse() {
        Ok(addr) => println!("parse:    {}", describe(addr)),
        Err(_) => println!("parse:    refused, it takes a number only"),
    }
    for addr in (host, 80).to_socket_addrs()? {
        let SocketAddr::V6(addr) = addr else { continue };
        println!("resolver: {}", describe(addr));
        another_port(addr);
    }
    Ok(())
}

fn describe(addr: SocketAddrV6) -> String {
    format!(
        "{} zone {} port {}",
        addr.ip(),
        addr.scope_id(),
        addr.port()
    )
}

fn another_port(mut addr: SocketAddrV6) {
    addr.set_port(8080);
    println!("set_port: {addr}");

    // An `IpAddr` has no zone, and what is made from it has none either.
    let bare = SocketAddr::from((*addr.ip(), 8080));
    println!("ip():     {bare}");
    match connect(bare) {
        Ok(()) => println!("          connect takes it, on this system"),
        Err(error) => println!("          connect: {error}"),
    }
}

/// Connecting a UDP socket sends nothing; the kernel checks the address.
fn connect(addr: SocketAddr) -> io::Result<()> {
    UdpSocket::bind("[::]:0")?.connect(addr)
}
