//! Wrong: takes what one read returns for one frame.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

/// The longest payload that is accepted, in bytes.
const LONGEST: usize = 65_536;

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7241".into());
    if let Err(error) = run(&addr) {
        eprintln!("tcp-03-framing: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (stream, peer) = listener.accept()?;
        if let Err(error) = serve(stream) {
            eprintln!("tcp-03-framing: {peer}: {error}");
        }
    }
}

/// Answers each frame, until the client ends its stream between two.
fn serve(mut stream: TcpStream) -> io::Result<()> {
    while let Some(mut payload) = read_frame(&mut stream)? {
        payload.reverse();
        write_frame(&mut stream, &payload)?;
    }
    Ok(())
}

fn read_frame(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut buffer = vec![0; 4 + LONGEST];
    let n = stream.read(&mut buffer)?;
    Ok((n > 0).then(|| buffer[n.min(4)..n].to_vec()))
}

/// Sends a frame in one write.
fn write_frame(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    let length = payload.len() as u32;
    let frame = [&length.to_be_bytes()[..], payload].concat();
    stream.write_all(&frame)
}
