//! Take one write for the whole. This is wrong; `write_all` is meant.
//!
//!     cargo run -p ch02-tcp --bin write-once-bad

use std::env;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::time::Duration;

/// More than the buffers of both ends hold together, in bytes.
const SIZE: usize = 64 * 1024 * 1024;

/// How long a write may wait for room.
const TIMEOUT: Duration = Duration::from_millis(100);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: write-once-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("write-once-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let sender = TcpStream::connect(listener.local_addr()?)?;
    let (mut receiver, _) = listener.accept()?;

    send(sender, &vec![0; SIZE])?;
    let received = io::copy(&mut receiver, &mut io::sink())?;
    let part = if received < SIZE as u64 {
        "a part"
    } else {
        "all"
    };
    println!("receiver  got {part} of it, and a proper end of the stream");
    Ok(())
}

// Clippy sees this mistake, and has to be told to look away.
#[expect(clippy::unused_io_amount)]
fn send(mut stream: TcpStream, file: &[u8]) -> io::Result<()> {
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write(file)?;
    println!(
        "sender    write was Ok: {} bytes sent, it believes",
        file.len()
    );
    Ok(())
}
