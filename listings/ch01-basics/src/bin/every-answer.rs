//! A name has several answers, and a server may be at one of them only.
//!
//!     cargo run -p ch01-basics --bin every-answer

use std::env;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: every-answer");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("every-answer: localhost: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let server = TcpListener::bind("127.0.0.1:0")?;
    let port = server.local_addr()?.port();
    let answers: Vec<SocketAddr> =
        ("localhost", port).to_socket_addrs()?.collect();

    println!("the first answer only");
    try_each(&answers[..1]);
    println!("every answer, until one connects");
    try_each(&answers);
    Ok(())
}

fn try_each(answers: &[SocketAddr]) {
    for addr in answers {
        match TcpStream::connect(addr) {
            Ok(_) => {
                println!("  {addr}: connected");
                return;
            }
            Err(error) => println!("  {addr}: {error}"),
        }
    }
}
