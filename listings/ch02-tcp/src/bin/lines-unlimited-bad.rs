//! Read a line from a peer that sends none. This is wrong; see lines-limited.
//!
//!     cargo run -p ch02-tcp --bin lines-unlimited-bad

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;

/// Where this peer gives up, in bytes. Yours might not.
const SENT: usize = 8 * 1024 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: lines-unlimited-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("lines-unlimited-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let peer = TcpStream::connect(listener.local_addr()?)?;
    let (stream, _) = listener.accept()?;

    let sending = thread::spawn(move || send_no_newline(peer));
    let mut line = String::new();
    let n = BufReader::new(stream).read_line(&mut line)?;
    println!("read_line  Ok: {n} bytes, and all of them are in memory");
    println!(
        "a line?    it ends with a newline: {}",
        line.ends_with('\n')
    );
    sending.join().expect("the sender does not panic")
}

fn send_no_newline(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(&vec![b'x'; SENT])
}
