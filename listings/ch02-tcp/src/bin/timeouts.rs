//! Four waits that end: connect, read, write, and one that is refused.
//!
//!     cargo run -p ch02-tcp --bin timeouts

use std::env;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process;
use std::time::Duration;

/// How long each of these waits may take.
const TIMEOUT: Duration = Duration::from_millis(100);

/// More clients than any listener here keeps waiting.
const CLIENTS: usize = 1000;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: timeouts (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("timeouts: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;

    let zero = client.set_read_timeout(Some(Duration::ZERO));
    report("a timeout of zero", zero);

    // Nobody has accepted this client, so nothing comes and nothing is read.
    client.set_read_timeout(Some(TIMEOUT))?;
    report("read", client.read(&mut [0; 64]));
    client.set_write_timeout(Some(TIMEOUT))?;
    report("write", fill(&mut client));
    report("connect", crowd(listener.local_addr()?));
    Ok(())
}

fn report<T>(what: &str, result: io::Result<T>) {
    match result {
        Ok(_) => println!("{what}: it did not fail"),
        Err(error) => println!("{what}: {:?}: {error}", error.kind()),
    }
}

/// Writes until the buffers of both sides are full.
fn fill(stream: &mut TcpStream) -> io::Result<()> {
    loop {
        stream.write_all(&[0; 64 * 1024])?;
    }
}

/// Connects until the listener's queue is full and the next SYN is ignored.
fn crowd(addr: SocketAddr) -> io::Result<()> {
    let mut waiting = Vec::new();
    for _ in 0..CLIENTS {
        waiting.push(TcpStream::connect_timeout(&addr, TIMEOUT)?);
    }
    Ok(())
}
