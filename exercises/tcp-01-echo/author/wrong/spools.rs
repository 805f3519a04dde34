//! Wrong: one thread reads whatever comes into a file without a limit, and
//! another writes it, as slowly as the client reads.

use std::env;
use std::fs::{self, File};
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
    let (mut file, mut spooled) = file()?;
    let (lengths, written) = mpsc::channel::<usize>();
    let mut answers = stream.try_clone()?;
    let writer = thread::spawn(move || {
        written.iter().try_for_each(|length| {
            let mut bytes = vec![0; length];
            spooled.read_exact(&mut bytes)?;
            answers.write_all(&bytes)
        })
    });
    let mut buffer = [0; 64 * 1024];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        file.write_all(&buffer[..n])?;
        // Where nobody takes it any more, the reader soon hears of it.
        let _ = lengths.send(n);
        total += n;
    }
    drop(lengths);
    writer.join().unwrap_or(Ok(()))?;
    stream.write_all(format!("{total}\n").as_bytes())
}

/// A file of this client's, to write and to read, that has no name any more.
fn file() -> io::Result<(File, File)> {
    let name = format!("echo-{}-spooled", process::id());
    let path = env::temp_dir().join(name);
    let both = (File::create(&path)?, File::open(&path)?);
    fs::remove_file(&path)?;
    Ok(both)
}
