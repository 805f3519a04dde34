//! A bank that knows a request that it has carried out, and answers the copy
//! with what it answered then.
//!
//!     cargo run -p ch03-udp --bin pay-once-good

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, UdpSocket};
use std::process;
use std::thread;
use std::time::Duration;

/// How many results are remembered. A copy must not come later than so many
/// other requests: the more of them there are, the larger this has to be.
const REMEMBERED: usize = 1000;

/// How long the client waits for an answer, longer each time.
const WAITS: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: pay-once-good (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("pay-once-good: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let bank = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.connect(bank.local_addr()?)?;
    thread::spawn(move || serve(&bank));

    // One id for one payment, however often it is asked for.
    let id = RandomState::new().build_hasher().finish().to_be_bytes();
    for wait in WAITS {
        client.send(&[&id, &b"pay 10"[..]].concat())?;
        client.set_read_timeout(Some(wait))?;
        let mut buffer = [0; 64];
        match client.recv(&mut buffer) {
            Ok(n) if buffer[..n].starts_with(&id) => {
                let text = String::from_utf8_lossy(&buffer[8..n]);
                println!("the bank: {text}");
                return Ok(());
            }
            Ok(_) => println!("not our answer"),
            Err(e) if is_silence(&e) => println!("no answer, once more"),
            Err(e) => return Err(e),
        }
    }
    Err(io::Error::new(ErrorKind::TimedOut, "no answer at all"))
}

fn is_silence(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// Its first answer is lost.
fn serve(bank: &UdpSocket) -> io::Result<()> {
    let mut balance = 100;
    let mut done: VecDeque<([u8; 8], SocketAddr, String)> = VecDeque::new();
    for is_lost in [true, false] {
        let mut buffer = [0; 64];
        let (n, client) = bank.recv_from(&mut buffer)?;
        let Some(id) = buffer[..n].first_chunk() else {
            continue;
        };
        let known = done.iter().find(|d| (d.0, d.1) == (*id, client));
        let answer = known.map(|(_, _, answer)| answer.clone());
        let answer = answer.unwrap_or_else(|| {
            balance -= 10;
            let answer = format!("paid, you have {balance}");
            done.truncate(REMEMBERED - 1);
            done.push_front((*id, client, answer.clone()));
            answer
        });
        if !is_lost {
            bank.send_to(&[id, answer.as_bytes()].concat(), client)?;
        }
    }
    Ok(())
}
