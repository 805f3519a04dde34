//! Read records of ten bytes until a proper end, and know a cut one from it.
//!
//!     cargo run -p ch02-tcp --bin read-exact-or-end

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

/// The size of every record, in bytes.
const SIZE: usize = 10;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: read-exact-or-end (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("read-exact-or-end: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    for sent in ["0123456789abcdefghij", "0123456789abcdef"] {
        let mut receiver = receiver_of(sent)?;
        loop {
            match read_record(&mut receiver) {
                Ok(Some(record)) => {
                    println!("record  {}", String::from_utf8_lossy(&record));
                }
                Ok(None) => break println!("end     between two records"),
                Err(error) => break println!("error   {error}"),
            }
        }
    }
    Ok(())
}

/// The next record, or `None` where the stream ends before it begins.
fn read_record(stream: &mut impl Read) -> io::Result<Option<[u8; SIZE]>> {
    let mut record = [0; SIZE];
    let mut filled = 0;
    while filled < SIZE {
        match stream.read(&mut record[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => {
                let problem = format!("it ends after {filled} of {SIZE} bytes");
                return Err(io::Error::new(
                    io::ErrorKind::UnexpectedEof,
                    problem,
                ));
            }
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(record))
}

/// The receiving end of a stream that holds this and then ends.
fn receiver_of(sent: &str) -> io::Result<TcpStream> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut sender = TcpStream::connect(listener.local_addr()?)?;
    sender.write_all(sent.as_bytes())?;
    Ok(listener.accept()?.0)
}
