//! Close in stages: end the own direction, read to the end, let go.
//!
//!     cargo run -p ch02-tcp --bin close-unread-good

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process;
use std::thread;

/// The most that is read of what nobody wants, in bytes.
const LIMIT: u64 = 64 * 1024;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: close-unread-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("close-unread-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    let (server, _) = listener.accept()?;

    client.write_all(b"a request with more in it than is read")?;
    // The server waits for the client's end, so it needs its own thread.
    let serving = thread::spawn(move || answer(server));
    for _ in 0..2 {
        match read(&mut client) {
            Ok(text) => println!("client  read {text:?}"),
            Err(error) => println!("client  read nothing: {error}"),
        }
    }
    drop(client);
    serving.join().expect("the server does not panic")
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.read_exact(&mut [0; 9])?;
    stream.write_all(b"an answer")?;
    stream.shutdown(Shutdown::Write)?;
    let rest = io::copy(&mut stream.take(LIMIT), &mut io::sink())?;
    println!("server  has read {rest} bytes more, and closes");
    Ok(())
}

fn read(stream: &mut TcpStream) -> io::Result<String> {
    let mut buffer = [0; 1024];
    let n = stream.read(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..n]).into())
}
