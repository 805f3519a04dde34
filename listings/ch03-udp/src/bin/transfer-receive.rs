//! Receive one file in datagrams, and say its length and its hash; write it
//! where a file is named.
//!
//!     cargo run -p ch03-udp --bin transfer-receive -- [ADDR] [FILE]

use std::env;
use std::fs;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::process;
use std::time::{Duration, Instant};

use ch03_udp::{BLOCK, Receiver, hash};

/// How long to answer copies once all is here. If the last answer is lost,
/// the sender asks again after 1 or 2 s, and needs somebody who still knows.
const LINGER: Duration = Duration::from_secs(5);

/// How long the sender may be silent in between. It gives up before that.
const PATIENCE: Duration = Duration::from_secs(60);

/// Who it is, and when it was last heard.
type Sender = Option<(SocketAddr, Instant)>;

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7302".into());
    if let Err(error) = run(&addr, args.next()) {
        eprintln!("transfer-receive: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str, file: Option<String>) -> io::Result<()> {
    let socket = UdpSocket::bind(addr)?;
    println!("listening on {}", socket.local_addr()?);
    let mut receiver = Receiver::new();
    let mut sender = Sender::None;
    while receiver.whole().is_none() {
        // A first block may be long in coming, and the next ones may not.
        let end = sender.map(|(_, heard)| heard + PATIENCE);
        let file = file.as_deref();
        if !answer(&socket, end, &mut receiver, &mut sender, file)? {
            return Err(io::Error::other("the sender is silent"));
        }
    }

    let whole = receiver.whole().unwrap_or_default();
    println!("received {} bytes: {:08x}", whole.len(), hash(whole));
    linger(&socket, &mut receiver, &mut sender)
}

fn linger(
    socket: &UdpSocket,
    receiver: &mut Receiver,
    sender: &mut Sender,
) -> io::Result<()> {
    let end = Some(Instant::now() + LINGER);
    while answer(socket, end, receiver, sender, None)? {}
    Ok(())
}

/// Answers one datagram, if it is of this transfer and from its sender. The
/// last answer says that all is here: by then it is in the file. False once
/// the end of the wait is there, if it has one.
fn answer(
    socket: &UdpSocket,
    end: Option<Instant>,
    receiver: &mut Receiver,
    sender: &mut Sender,
    file: Option<&str>,
) -> io::Result<bool> {
    let left = end.map(|end| end.saturating_duration_since(Instant::now()));
    if left.is_some_and(|left| left.is_zero()) {
        return Ok(false);
    }
    socket.set_read_timeout(left)?;
    let mut buffer = [0; 2 * BLOCK];
    let (n, from) = match socket.recv_from(&mut buffer) {
        // Whoever has called calls again, and then it may be the end.
        Err(e) if is_silence(&e) => return Ok(true),
        received => received?,
    };
    if sender.is_none_or(|(sender, _)| sender == from)
        && let Some(answer) = receiver.receive(&buffer[..n])
    {
        *sender = Some((from, Instant::now()));
        if let (Some(whole), Some(path)) = (receiver.whole(), file) {
            let written = fs::write(path, whole);
            written.map_err(|e| io::Error::other(format!("{path}: {e}")))?;
        }
        // A lost answer is asked for again.
        let _ = socket.send_to(&answer, from);
    }
    Ok(true)
}

fn is_silence(error: &io::Error) -> bool {
    // Interrupted is by `^Z` and `fg`: the wait goes on.
    use ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}
