//! Wrong: ends a connection after two thousand frames.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
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
    for _ in 0..2_000 {
        let Some(mut payload) = read_frame(&mut stream)? else {
            return Ok(());
        };
        payload.reverse();
        write_frame(&mut stream, &payload)?;
    }
    Ok(())
}

/// The next frame's payload; `None` where the stream ends before it.
fn read_frame(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut header = [0; 4];
    if stream.read(&mut header[..1])? == 0 {
        return Ok(None);
    }
    stream.read_exact(&mut header[1..])?;
    let length = u32::from_be_bytes(header) as usize;
    if length > LONGEST {
        let what = format!("a frame of {length} bytes");
        return Err(io::Error::new(ErrorKind::InvalidData, what));
    }
    let mut payload = vec![0; length];
    stream.read_exact(&mut payload)?;
    Ok(Some(payload))
}

/// Sends a frame in one write.
fn write_frame(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    let length = payload.len() as u32;
    let frame = [&length.to_be_bytes()[..], payload].concat();
    stream.write_all(&frame)
}
