//! Wrong: it never waits in a write, keeps what is not taken yet, and closes at
//! the client's end with what it still has.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

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
    for stream in listener.incoming() {
        if let Err(error) = serve(stream?) {
            eprintln!("tcp-01-echo: {error}");
        }
    }
    Ok(())
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    const MOST: usize = 64 * 1024;
    stream.set_nonblocking(true)?;
    let mut buffer = [0; 16 * 1024];
    let (mut total, mut kept) = (0, Vec::new());
    loop {
        if kept.len() < MOST
            && let Some(n) = now(stream.read(&mut buffer))?
        {
            total += n;
            kept.extend(&buffer[..n]);
            if n == 0 {
                kept.extend(format!("{total}\n").bytes());
                now(stream.write(&kept))?;
                return Ok(());
            }
        }
        match now(stream.write(&kept))? {
            Some(n) if n > 0 => drop(kept.drain(..n)),
            _ => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// What a call has done, if anything.
fn now(done: io::Result<usize>) -> io::Result<Option<usize>> {
    match done {
        Ok(n) => Ok(Some(n)),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error),
    }
}
