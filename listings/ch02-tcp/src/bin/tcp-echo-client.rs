//! Send one line to an echo server and print the line that comes back.
//!
//!     cargo run -p ch02-tcp --bin tcp-echo-client -- [ADDR] [LINE]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7200".into());
    let line = args.next().unwrap_or("hello".into());

    match echo(&addr, &line) {
        Ok(reply) => print!("{reply}"),
        Err(error) => {
            eprintln!("tcp-echo-client: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn echo(addr: &str, line: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(addr)?;
    // One write for the line and its end: `writeln!` would make it two.
    let request = format!("{line}\n");
    stream.write_all(request.as_bytes())?;

    // An echo is as long as the request, so no more than that is read: the
    // peer does not decide how much memory this program needs.
    let limit = request.len() as u64;
    let mut reply = String::new();
    BufReader::new(stream.take(limit)).read_line(&mut reply)?;
    if !reply.ends_with('\n') {
        let problem = "the reply came without the end of its line";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
    }
    Ok(reply)
}
