//! Send each line that is typed, and print each reply, over one connection.
//!
//!     cargo run -p ch02-tcp --bin tcp-echo-client-lines -- [ADDR]

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7200".into());
    if let Err(error) = run(&addr) {
        eprintln!("tcp-echo-client-lines: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let mut stream = TcpStream::connect(addr)?;
    println!("connected to {addr}");

    // One reader for the whole connection: a new one for each line would
    // lose the bytes that the last one had read ahead.
    let mut replies = BufReader::new(stream.try_clone()?);
    for line in io::stdin().lines() {
        let request = format!("{}\n", line?);
        stream.write_all(request.as_bytes())?;
        print!("{}", read_reply(&mut replies, request.len())?);
    }

    // Nothing more to send, and that is all this says: the other direction
    // stays open until the server ends it too.
    stream.shutdown(Shutdown::Write)?;
    match replies.read(&mut [0])? {
        0 => Ok(()),
        _ => Err(io::Error::other("the server sent more than an echo")),
    }
}

fn read_reply(replies: impl BufRead, limit: usize) -> io::Result<String> {
    let mut reply = String::new();
    replies.take(limit as u64).read_line(&mut reply)?;
    if !reply.ends_with('\n') {
        let problem = "the reply came without the end of its line";
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, problem));
    }
    Ok(reply)
}
