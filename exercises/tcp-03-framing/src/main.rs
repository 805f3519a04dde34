//! Answer each frame with its payload reversed. A frame is a length, four
//! bytes with the highest first, and so many bytes of payload.
//!
//!     cargo run -p tcp-03-framing -- [ADDR]

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

/// The next frame's payload; `None` where the stream ends before it.
fn read_frame(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    // TODO: for now, one read is taken for one payload, of any length.
    let mut buffer = vec![0; LONGEST];
    let length = stream.read(&mut buffer)?;
    buffer.truncate(length);
    Ok((length > 0).then_some(buffer))
}

/// Sends a frame.
fn write_frame(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    // TODO: for now, the payload alone.
    stream.write_all(payload)
}
