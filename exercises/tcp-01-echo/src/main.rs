//! Send back what each client sends; at the end of its stream, the count.
//!
//!     cargo run -p tcp-01-echo -- [ADDR]

use std::env;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
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
    // TODO: accept clients for ever, one after another. An error of one of
    // them is told on standard error and ends nothing else.
    let (stream, _) = listener.accept()?;
    serve(stream)
}

/// Sends back what the client sends. When the client has ended its stream,
/// sends how many bytes that was, in decimal digits and a newline.
fn serve(stream: TcpStream) -> io::Result<()> {
    // TODO: for now the client is sent away.
    stream.shutdown(Shutdown::Both)
}
