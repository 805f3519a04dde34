//! Wrong: of a header that was cut it asks for four bytes once more.

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
    while let Some(mut payload) = read_frame(&mut stream)? {
        payload.reverse();
        write_frame(&mut stream, &payload)?;
    }
    Ok(())
}

/// The next frame's payload; `None` where the stream ends before it.
fn read_frame(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut header = Vec::new();
    while header.len() < 4 {
        let mut piece = [0; 4];
        match stream.read(&mut piece)? {
            0 if header.is_empty() => return Ok(None),
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            n => header.extend(&piece[..n]),
        }
    }
    let first = [header[0], header[1], header[2], header[3]];
    let length = u32::from_be_bytes(first) as usize;
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
