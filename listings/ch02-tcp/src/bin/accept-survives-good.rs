//! An accept loop that outlives what accept reports.
//!
//!     cargo run -p ch02-tcp --bin accept-survives-good

use std::env;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::thread;
use std::time::Duration;

/// More descriptors than a process usually may have.
const MANY: usize = 1 << 20;

/// How long to wait for what has run out.
const PAUSE: Duration = Duration::from_millis(100);

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: accept-survives-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("accept-survives-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut client = TcpStream::connect(listener.local_addr()?)?;
    println!("client  is connected");
    // Each copy takes a descriptor, as a client that is served would.
    let mut busy: Vec<_> = copies(&listener).take(MANY).collect();
    if busy.len() == MANY {
        return Err(io::Error::other("no limit: try `ulimit -n 1024`"));
    }
    println!("server  has no descriptor left");

    let mut stream = next_client(&listener, || {
        println!("server  pauses, and others of its clients leave");
        busy.clear();
    });
    stream.write_all(b"welcome")?;
    drop(stream);

    let mut buffer = [0; 64];
    let n = client.read(&mut buffer)?;
    let text = String::from_utf8_lossy(&buffer[..n]);
    println!("client  reads {text:?}");
    Ok(())
}

fn copies(listener: &TcpListener) -> impl Iterator<Item = TcpListener> {
    std::iter::from_fn(|| listener.try_clone().ok())
}

fn next_client(listener: &TcpListener, mut pause: impl FnMut()) -> TcpStream {
    loop {
        let error = match listener.accept() {
            Ok((stream, _)) => return stream,
            Err(error) => error,
        };
        println!("server  accepts nobody: {error}");
        match error.kind() {
            // That client has left, or a signal came. Nothing has run out.
            ErrorKind::ConnectionAborted | ErrorKind::Interrupted => {}
            _ => {
                pause();
                // What has run out comes back as clients leave, and no
                // event tells when: only time can be waited for.
                thread::sleep(PAUSE);
            }
        }
    }
}
