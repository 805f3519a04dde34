//! Wrong: keeps all that it has ever received.

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
    let mut log = Vec::new();
    loop {
        let (stream, peer) = listener.accept()?;
        if let Err(error) = serve(stream, &mut log) {
            eprintln!("tcp-01-echo: {peer}: {error}");
        }
    }
}

fn serve(mut stream: TcpStream, log: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        stream.write_all(&buffer[..n])?;
        log.extend_from_slice(&buffer[..n]);
        total += n;
    }
    stream.write_all(format!("{total}\n").as_bytes())
}
