//! Wrong: a thread for each client, and one buffer for all of them.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::{Arc, Mutex};
use std::thread;

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
    let came = Arc::new(Mutex::new(Vec::new()));
    loop {
        let (stream, peer) = listener.accept()?;
        let came = Arc::clone(&came);
        thread::spawn(move || {
            if let Err(error) = serve(stream, &came) {
                eprintln!("tcp-01-echo: {peer}: {error}");
            }
        });
    }
}

fn serve(mut stream: TcpStream, came: &Mutex<Vec<u8>>) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        *came.lock().unwrap() = buffer[..n].to_vec();
        write_in_parts(&mut stream, came)?;
        total += n;
    }
    stream.write_all(format!("{total}\n").as_bytes())
}

/// Sends what is in the buffer a little at a time, so that the lock is free
/// while a client makes this wait.
fn write_in_parts(
    stream: &mut TcpStream,
    came: &Mutex<Vec<u8>>,
) -> io::Result<()> {
    let mut sent = 0;
    loop {
        let rest = match came.lock().unwrap().get(sent..) {
            Some(rest) => rest.to_vec(),
            None => return Ok(()),
        };
        if rest.is_empty() {
            return Ok(());
        }
        let part = &rest[..rest.len().min(1000)];
        stream.write_all(part)?;
        sent += part.len();
    }
}
