//! Wrong: a thread for each client, and one count for all of them, which
//! begins anew where it was sent.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many bytes have come.
static TOTAL: AtomicUsize = AtomicUsize::new(0);

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
        let (stream, peer) = listener.accept()?;
        thread::spawn(move || {
            if let Err(error) = serve(stream) {
                eprintln!("tcp-01-echo: {peer}: {error}");
            }
        });
    }
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        TOTAL.fetch_add(n, Ordering::Relaxed);
        stream.write_all(&buffer[..n])?;
    }
    let total = TOTAL.swap(0, Ordering::Relaxed);
    stream.write_all(format!("{total}\n").as_bytes())
}
