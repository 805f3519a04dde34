//! Send back what each client sends, one client after another.
//!
//!     cargo run -p ch02-tcp --bin tcp-echo-server -- [ADDR]

use std::env;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7200".into());
    if let Err(error) = run(&addr) {
        eprintln!("tcp-echo-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    accept_each(&listener)
}

fn accept_each(listener: &TcpListener) -> ! {
    loop {
        match listener.accept() {
            Ok((stream, peer)) => serve(stream, peer),
            Err(error) => {
                // It may fail again at once, where descriptors or memory have
                // run out, and a loop without a pause would burn a processor.
                eprintln!("tcp-echo-server: accept: {error}");
                thread::sleep(PAUSE);
            }
        }
    }
}

fn serve(stream: TcpStream, peer: SocketAddr) {
    // One client's failure ends that client's connection, not the server.
    match echo(stream) {
        Ok(total) => println!("{peer}: {total} bytes"),
        Err(error) => eprintln!("tcp-echo-server: {peer}: {error}"),
    }
}

fn echo(mut stream: TcpStream) -> io::Result<u64> {
    let mut buffer = [0; 4096];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            return Ok(total);
        }
        stream.write_all(&buffer[..n])?;
        total += n as u64;
    }
}
