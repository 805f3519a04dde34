//! Read lines, each of limited length, and know the three ways they end.
//!
//!     cargo run -p ch02-tcp --bin lines-limited

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;

/// The longest line that is taken, its newline included, in bytes.
const LIMIT: u64 = 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: lines-limited (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("lines-limited: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let endless = "x".repeat(8 * 1024 * 1024);
    for sent in ["one\ntwo\n", "one\ntw", &format!("one\n{endless}")] {
        let mut reader = BufReader::new(receiver_of(sent)?);
        loop {
            match next_line(&mut reader) {
                Ok(Some(line)) => println!("line   {line:?}"),
                Ok(None) => break println!("end    of the stream"),
                Err(error) => break println!("error  {error}"),
            }
        }
    }
    Ok(())
}

/// The next line without its newline, or `None` at the end of the stream.
fn next_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    // The limit is on this line, not on the stream: `take` borrows.
    let n = reader.take(LIMIT).read_until(b'\n', &mut line)? as u64;
    if line.pop_if(|last| *last == b'\n').is_some() {
        let line = String::from_utf8(line);
        return line.map(Some).map_err(io::Error::other);
    }
    match n {
        0 => Ok(None),
        LIMIT => Err(io::Error::other("line too long")),
        _ => Err(io::Error::other("the stream ends within a line")),
    }
}

/// The receiving end of a stream that holds this and then ends.
fn receiver_of(sent: &str) -> io::Result<TcpStream> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    let sent = sent.to_string();
    // It fails where the receiver hangs up first, and that is all right.
    thread::spawn(move || sender.write_all(sent.as_bytes()));
    Ok(listener.accept()?.0)
}
