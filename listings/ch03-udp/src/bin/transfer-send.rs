//! Send a file in datagrams, and end well only if the receiver has it.
//!
//!     cargo run -p ch03-udp --bin transfer-send -- [ADDR] [WINDOW] [FILE]

use std::collections::hash_map::RandomState;
use std::env;
use std::error::Error;
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind, Read};
use std::net::UdpSocket;
use std::process;
use std::time::{Duration, Instant};

use ch03_udp::{BLOCK, LARGEST, Outcome, Sender, hash};

/// How long to hear nothing at all before giving up.
const PATIENCE: Duration = Duration::from_secs(9);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7302".into());
    let window = args.next().unwrap_or("4".into());
    if let Err(error) = run(&addr, &window, args.next()) {
        eprintln!("transfer-send: {addr}: {error}");
        process::exit(1);
    }
}

fn run(
    addr: &str,
    window: &str,
    file: Option<String>,
) -> Result<(), Box<dyn Error>> {
    let data = read(file)?;
    let window = window.parse().map_err(|_| "WINDOW: a number")?;
    // Whoever does not see the datagrams hardly guesses it.
    let id = RandomState::new().build_hasher().finish() as u32;
    let mut sender = Sender::new(&data, id, window, PATIENCE);

    let socket = UdpSocket::bind("0.0.0.0:0")?;
    socket.connect(addr)?;
    let outcome = drive(&socket, &mut sender)
        .map_err(|error| format!("not confirmed: {error}"))?;
    println!("{} datagrams for {} bytes", sender.sent, data.len());
    match outcome {
        Outcome::Confirmed => println!("confirmed: {:08x}", hash(&data)),
        Outcome::Differs => return Err("the receiver has other bytes".into()),
        Outcome::NotConfirmed => return Err("not confirmed".into()),
    }
    Ok(())
}

/// A file of the reader's, or five blocks that all differ.
fn read(file: Option<String>) -> Result<Vec<u8>, Box<dyn Error>> {
    let Some(path) = file else {
        let lines = (0..5 * BLOCK / 10).map(|n| format!("line {n:4}\n"));
        return Ok(lines.collect::<String>().into_bytes());
    };
    let mut data = Vec::new();
    let file = File::open(&path).map(|file| file.take(LARGEST as u64 + 1));
    file.and_then(|mut file| file.read_to_end(&mut data))
        .map_err(|error| format!("{path}: {error}"))?;
    if data.len() > LARGEST {
        return Err(format!("{path}: more than {LARGEST} bytes").into());
    }
    Ok(data)
}

/// Gives the state machine its time and its datagrams, until it has ended.
fn drive(socket: &UdpSocket, sender: &mut Sender) -> io::Result<Outcome> {
    let begun = Instant::now();
    let mut buffer = [0; 2 * BLOCK];
    loop {
        while let Some(bytes) = sender.poll(begun.elapsed()) {
            socket.send(&bytes).or_else(as_lost)?;
        }
        if let Some(outcome) = sender.outcome() {
            return Ok(outcome);
        }
        let wait = sender.next_due().saturating_sub(begun.elapsed());
        // A timeout of zero would be refused as invalid input.
        socket.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        let n = socket.recv(&mut buffer).or_else(as_lost)?;
        sender.receive(&buffer[..n], begun.elapsed());
    }
}

/// Silence, and a network that is down for a moment: nothing came or went,
/// and the sender has its own patience.
fn as_lost(error: io::Error) -> io::Result<usize> {
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    use ErrorKind::{NetworkDown, NetworkUnreachable};
    match error.kind() {
        WouldBlock | TimedOut | Interrupted => Ok(0),
        NetworkDown | NetworkUnreachable => Ok(0),
        _ => Err(error),
    }
}
