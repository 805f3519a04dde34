//! Wrong: a thread for each client, and one buffer for all of them.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::{Arc, Mutex};
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
    let came = Arc::new(Mutex::new(Vec::new()));
    loop {
        let (stream, peer) = listener.accept()?;
        let came = Arc::clone(&came);
        thread::spawn(move || {
            if let Err(error) = serve(stream, &came) {
                eprintln!("tcp-03-framing: {peer}: {error}");
            }
            came.lock().unwrap().clear();
        });
    }
}

/// Answers each frame, until the client ends its stream.
fn serve(mut stream: TcpStream, came: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            return Ok(());
        }
        came.lock().unwrap().extend(&buffer[..n]);
        while let Some(mut payload) = next_frame(&mut came.lock().unwrap())? {
            payload.reverse();
            write_frame(&mut stream, &payload)?;
        }
    }
}

/// The payload of a frame that is there whole.
fn next_frame(came: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let Some((header, rest)) = came.split_first_chunk() else {
        return Ok(None);
    };
    let length = u32::from_be_bytes(*header) as usize;
    if length > LONGEST {
        let what = format!("a frame of {length} bytes");
        return Err(io::Error::new(ErrorKind::InvalidData, what));
    }
    let payload = rest.get(..length).map(<[u8]>::to_vec);
    if payload.is_some() {
        came.drain(..4 + length);
    }
    Ok(payload)
}

/// Sends a frame in one write.
fn write_frame(stream: &mut TcpStream, payload: &[u8]) -> io::Result<()> {
    let length = payload.len() as u32;
    let frame = [&length.to_be_bytes()[..], payload].concat();
    stream.write_all(&frame)
}
