//! Count a line as delivered when the other program says so, not before.
//!
//!     cargo run -p ch02-tcp --bin write-answered

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;

/// The longest line that either side takes, in bytes.
const LIMIT: u64 = 4096;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: write-answered (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("write-answered: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;
    let serving = thread::spawn(move || serve_one(server));

    send(&mut client, "one");
    // The server has closed before the second line leaves.
    serving.join().expect("the server does not panic")?;
    send(&mut client, "two");
    Ok(())
}

fn serve_one(stream: TcpStream) -> io::Result<()> {
    read_line(&stream)?;
    (&stream).write_all(b"ok\n")
}

fn send(stream: &mut TcpStream, word: &str) {
    match stream.write_all(format!("{word}\n").as_bytes()) {
        Ok(()) => println!("client  has written {word:?}: Ok"),
        Err(error) => println!("client  cannot write {word:?}: {error}"),
    }
    match read_line(stream) {
        Ok(line) if line == "ok\n" => println!("client  it has arrived"),
        _ => println!("client  no answer: keep it, and send it anew"),
    }
}

/// One line without a reader that keeps more: each side sends one at a time.
fn read_line(stream: &TcpStream) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(stream.take(LIMIT)).read_line(&mut line)?;
    Ok(line)
}
