//! Wrong: whoever counts for a client stays when reading from it has failed.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, process, thread};

/// Who counts for each client, until it is done.
type Clients = Arc<Mutex<HashMap<SocketAddr, Sender<usize>>>>;

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
    let clients = Clients::default();
    loop {
        let (stream, peer) = listener.accept()?;
        let clients = clients.clone();
        thread::spawn(move || {
            if let Err(error) = serve(stream, peer, &clients) {
                eprintln!("tcp-01-echo: {peer}: {error}");
            }
        });
    }
}

fn serve(
    mut stream: TcpStream,
    peer: SocketAddr,
    clients: &Clients,
) -> io::Result<()> {
    let (counter, pieces) = mpsc::channel();
    let counting = thread::spawn(move || count(&pieces));
    let locked = || clients.lock().unwrap_or_else(PoisonError::into_inner);
    locked().insert(peer, counter.clone());
    let mut buffer = [0; 16 * 1024];
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        stream.write_all(&buffer[..n])?;
        let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
        counter.send(n).map_err(gone)?;
    }
    drop(counter);
    locked().remove(&peer);
    let total = counting.join().unwrap_or_default();
    stream.write_all(format!("{total}\n").as_bytes())
}

/// Ends once nobody can hand over anything more.
fn count(pieces: &Receiver<usize>) -> usize {
    pieces.iter().sum()
}
