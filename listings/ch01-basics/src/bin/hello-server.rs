//! Tell each client where it comes from.
//!
//!     cargo run -p ch01-basics --bin hello-server -- [ADDR]

use std::env;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7101".into());
    if let Err(error) = run(&addr) {
        eprintln!("hello-server: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        match listener.accept() {
            Ok((stream, client)) => serve(stream, client),
            Err(error) => {
                // It may fail again at once, where descriptors or memory have
                // run out, and a loop without a pause would burn a processor.
                eprintln!("hello-server: accept: {error}");
                thread::sleep(PAUSE);
            }
        }
    }
}

fn serve(stream: TcpStream, client: SocketAddr) {
    // One client's failure ends that client's connection, not the server.
    match greet(stream, client) {
        Ok(()) => println!("greeted {client}"),
        Err(error) => eprintln!("hello-server: {client}: {error}"),
    }
}

fn greet(mut stream: TcpStream, client: SocketAddr) -> io::Result<()> {
    let greeting = format!("hello, {client}\n");
    stream.write_all(greeting.as_bytes())
}
