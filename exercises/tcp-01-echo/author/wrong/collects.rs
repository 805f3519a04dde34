//! Wrong: one thread reads whatever comes into a queue without a limit, and
//! another writes it, as slowly as the client reads.

use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process;
use std::sync::mpsc;
use std::thread;

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
    let (queue, queued) = mpsc::channel::<Vec<u8>>();
    let mut answers = stream.try_clone()?;
    let writer = thread::spawn(move || {
        queued
            .iter()
            .try_for_each(|bytes| answers.write_all(&bytes))
    });
    let mut buffer = [0; 16 * 1024];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        // Where nobody takes it any more, the reader soon hears of it.
        let _ = queue.send(buffer[..n].to_vec());
        total += n;
    }
    drop(queue);
    writer.join().unwrap_or(Ok(()))?;
    stream.write_all(format!("{total}\n").as_bytes())
}
