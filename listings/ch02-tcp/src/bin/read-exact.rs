//! Ten bytes that arrive in three pieces, by `read` and by `read_exact`.
//!
//!     cargo run -p ch02-tcp --bin read-exact

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: read-exact (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("read-exact: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let mut buffer = [0; 10];
    let n = pieces(&["abc", "def", "ghij"])?.read(&mut buffer)?;
    println!("read        returned {n} bytes: {}", text(&buffer[..n]));

    pieces(&["abc", "def", "ghij"])?.read_exact(&mut buffer)?;
    println!("read_exact  filled the buffer: {}", text(&buffer));

    for ends_early in [&["abc", "def"][..], &[]] {
        let sent = ends_early.concat().len();
        match pieces(ends_early)?.read_exact(&mut buffer) {
            Ok(()) => println!("read_exact  filled the buffer"),
            Err(error) => println!("read_exact  of {sent} bytes: {error}"),
        }
    }
    Ok(())
}

/// Where a peer's pieces can be read, which then ends the stream.
fn pieces(pieces: &'static [&str]) -> io::Result<OnDemand> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    thread::spawn(move || -> io::Result<()> {
        for piece in pieces {
            sender.read_exact(&mut [0])?;
            sender.write_all(piece.as_bytes())?;
        }
        sender.read_exact(&mut [0])
    });
    Ok(OnDemand(listener.accept()?.0))
}

/// Asks for the next piece before each read, so that none is there early.
struct OnDemand(TcpStream);

impl Read for OnDemand {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.write_all(b"?")?;
        let n = self.0.read(buffer)?;
        println!("            (the kernel gave {n})");
        Ok(n)
    }
}

fn text(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}
