//! Read while writing, on both sides: neither waits for the other.
//!
//!     cargo run -p ch02-tcp --bin both-write-good

use std::env;
use std::io::{self, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process;
use std::thread;

/// More than the buffers of both ends hold together, in bytes.
const SIZE: usize = 64 * 1024 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: both-write-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("both-write-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let left = TcpStream::connect(listener.local_addr()?)?;
    let (right, _) = listener.accept()?;

    let (left, right) = thread::scope(|scope| {
        let right = scope.spawn(|| exchange(&right));
        (exchange(&left), right.join())
    });
    report("left", left);
    report("right", right.expect("the right side does not panic"));
    Ok(())
}

fn report(name: &str, result: io::Result<u64>) {
    match result {
        Ok(read) => println!("{name:5}  read {read} bytes, then the end"),
        Err(error) => println!("{name:5}  {error}"),
    }
}

fn exchange(mut stream: &TcpStream) -> io::Result<u64> {
    thread::scope(|scope| {
        let writing = scope.spawn(|| write(stream));
        let read = io::copy(&mut stream, &mut io::sink())?;
        writing.join().expect("the writer does not panic")?;
        Ok(read)
    })
}

fn write(mut stream: &TcpStream) -> io::Result<()> {
    stream.write_all(&vec![0; SIZE])?;
    stream.shutdown(Shutdown::Write)
}
