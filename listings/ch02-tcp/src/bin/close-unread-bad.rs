//! Close with bytes unread. This is wrong; see close-unread-good.
//!
//!     cargo run -p ch02-tcp --bin close-unread-bad

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: close-unread-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("close-unread-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;

    client.write_all(b"a request with more in it than is read")?;
    answer(server)?;
    for _ in 0..2 {
        match read(&mut client) {
            Ok(text) => println!("client  read {text:?}"),
            Err(error) => println!("client  read nothing: {error}"),
        }
    }
    Ok(())
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.read_exact(&mut [0; 9])?;
    stream.write_all(b"an answer")?;
    println!("server  has answered, and closes");
    Ok(())
}

fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut buffer = [0; 1024];
    let n = stream.read(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..n]).into())
}
