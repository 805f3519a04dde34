//! Wrong: waits for the end of the stream before it answers.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7240".into());
    if let Err(error) = run(&addr) {
        eprintln!("tcp-01-echo: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, peer) = listener.accept()?;
        if let Err(error) = serve(stream) {
            eprintln!("tcp-01-echo: {peer}: {error}");
        }
    }
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    stream.write_all(&bytes)?;
    let total = bytes.len();
    stream.write_all(format!("{total}\n").as_bytes())
}
