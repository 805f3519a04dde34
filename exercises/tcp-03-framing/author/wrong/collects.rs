//! Wrong: answers wait in a queue without a limit while the client reads
//! nothing.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::mpsc;
use std::thread;

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
    let (queue, queued) = mpsc::channel::<Vec<u8>>();
    let mut answers = stream.try_clone()?;
    let writer = thread::spawn(move || {
        queued
            .iter()
            .try_for_each(|payload| write_frame(&mut answers, &payload))
    });
    let read = loop {
        match read_frame(&mut stream) {
            Ok(Some(mut payload)) => {
                payload.reverse();
                // Where nobody takes it, the reader soon hears of it.
                let _ = queue.send(payload);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    drop(queue);
    writer.join().unwrap_or(Ok(())).and(read)
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
