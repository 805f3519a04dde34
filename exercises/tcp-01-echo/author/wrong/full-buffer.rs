//! Wrong: it reads on while its buffer comes back full.

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
    let mut total = 0;
    loop {
        let mut all = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let n = stream.read(&mut buffer)?;
            all.extend(&buffer[..n]);
            if n < buffer.len() {
                break;
            }
        }
        if all.is_empty() {
            break;
        }
        stream.write_all(&all)?;
        total += all.len();
    }
    stream.write_all(format!("{total}\n").as_bytes())
}
