//! Wrong: sixteen at a time, and a place is lost with each failed write.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::mpsc;
use std::thread;

/// So many clients are served at a time.
const PLACES: usize = 16;

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
    let (give, places) = mpsc::channel();
    for _ in 0..PLACES {
        let _ = give.send(());
    }
    loop {
        let (mut stream, peer) = listener.accept()?;
        let _ = places.recv();
        let give = give.clone();
        thread::spawn(move || {
            loop {
                match read_frame(&mut stream) {
                    Ok(Some(mut payload)) => {
                        payload.reverse();
                        if write_frame(&mut stream, &payload).is_err() {
                            return;
                        }
                    }
                    Ok(None) => break,
                    Err(error) => {
                        eprintln!("tcp-03-framing: {peer}: {error}");
                        break;
                    }
                }
            }
            let _ = give.send(());
        });
    }
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
