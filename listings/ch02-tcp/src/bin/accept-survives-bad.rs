//! Let one failed accept end the server. Wrong; see accept-survives-good.
//!
//!     cargo run -p ch02-tcp --bin accept-survives-bad

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

/// More descriptors than a process usually may have.
const MANY: usize = 1 << 20;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: accept-survives-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("accept-survives-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    println!("client  is connected");
    // Each copy takes a descriptor, as a client that is served would.
    let busy: Vec<_> = copies(&listener).take(MANY).collect();
    if busy.len() == MANY {
        return Err(io::Error::other("no limit: try `ulimit -n 1024`"));
    }
    println!("server  has no descriptor left");

    if let Err(error) = serve_each(listener) {
        println!("server  has ended: {error}");
    }
    drop(busy);
    match client.read(&mut [0; 64]) {
        Ok(n) => println!("client  reads {n} bytes"),
        Err(error) => println!("client  reads nothing: {error}"),
    }
    Ok(())
}

fn copies(listener: &TcpListener) -> impl Iterator<Item = TcpListener> {
    std::iter::from_fn(|| listener.try_clone().ok())
}

fn serve_each(listener: TcpListener) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept()?;
        stream.write_all(b"welcome")?;
    }
}
