//! Connect to a server and print the line that it says.
//!
//!     cargo run -p ch01-basics --bin hello-client -- [ADDR]

use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process;

/// The longest line that is read, in bytes.
const LIMIT: u64 = 200;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7101".into());
    match greeting(&addr) {
        Ok(line) => print!("{line}"),
        Err(error) => {
            eprintln!("hello-client: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn greeting(addr: &str) -> io::Result<String> {
    let stream = TcpStream::connect(addr)?;
    let mut line = String::new();
    BufReader::new(stream.take(LIMIT)).read_line(&mut line)?;
    if !line.ends_with('\n') {
        let problem = "the greeting came without the end of its line";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
    }
    Ok(line)
}
