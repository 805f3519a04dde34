//! Wrong: once a connection has failed, it asks again and again for the next.

use std::env;
use std::io::{self, ErrorKind, Read, Write};
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
    loop {
        let (stream, peer) = match listener.accept() {
            // Nobody has come yet.
            Err(error) if error.kind() == ErrorKind::WouldBlock => continue,
            accepted => accepted?,
        };
        stream.set_nonblocking(false)?;
        if let Err(error) = serve(stream) {
            // The next client is not to be waited for in vain.
            listener.set_nonblocking(true)?;
            eprintln!("tcp-01-echo: {peer}: {error}");
        }
    }
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        stream.write_all(&buffer[..n])?;
        total += n;
    }
    stream.write_all(format!("{total}\n").as_bytes())
}
