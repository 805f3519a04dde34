//! Ask the system's resolver for a name and print every answer, in order.
//!
//!     cargo run -p ch01-basics --bin resolve -- [NAME] [PORT]

use std::env;
use std::error::Error;
use std::net::ToSocketAddrs;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let name = args.next().unwrap_or("localhost".into());
    let port = args.next().unwrap_or("80".into());
    if args.next().is_some() {
        eprintln!("usage: resolve [NAME] [PORT]");
        process::exit(2);
    }
    if let Err(error) = resolve(&name, &port) {
        eprintln!("resolve: {error}");
        process::exit(1);
    }
}

fn resolve(name: &str, port: &str) -> Result<(), Box<dyn Error>> {
    let number: u16 = port
        .parse()
        .map_err(|error| format!("port {port}: {error}"))?;
    // The port is only carried along: the resolver answers with addresses.
    let answers = (name, number)
        .to_socket_addrs()
        .map_err(|error| format!("{name}: {error}"))?;
    for addr in answers {
        println!("{addr}");
    }
    Ok(())
}
