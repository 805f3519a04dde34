//! Write to a peer that does not read, until the kernel takes no more.
//!
//!     cargo run -p ch02-tcp --bin short-write

use std::env;
use std::io::{self, ErrorKind, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;

/// More than the buffers of both ends hold together, in bytes.
const OFFERED: usize = 64 * 1024 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: short-write (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("short-write: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let (receiver, _) = listener.accept()?;

    let data = vec![0; OFFERED];
    sender.set_nonblocking(true)?;
    let taken = fill(&mut sender, &data)?;

    // Reading makes room, and a blocking socket waits for it.
    sender.set_nonblocking(false)?;
    let reading = thread::spawn(|| read_to_end(receiver));
    sender.write_all(&data[taken..])?;
    println!("sender    write_all took the rest, while the other end read");
    drop(sender);
    let read = reading.join().expect("the reader does not panic")?;
    println!("receiver  read {read} bytes, then the end");
    Ok(())
}

/// Writes while the kernel takes anything, and returns how much it took.
fn fill(stream: &mut TcpStream, data: &[u8]) -> io::Result<usize> {
    let mut taken = stream.write(data)?;
    let part = if taken < data.len() { "a part" } else { "all" };
    println!(
        "sender    offered {} bytes: one write took {part}",
        data.len()
    );
    while taken < data.len() {
        match stream.write(&data[taken..]) {
            Ok(n) => taken += n,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                println!("sender    offered the rest: WouldBlock");
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(taken)
}

fn read_to_end(mut stream: TcpStream) -> io::Result<u64> {
    io::copy(&mut stream, &mut io::sink())
}
