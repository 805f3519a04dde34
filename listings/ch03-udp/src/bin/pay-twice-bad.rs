//! A bank that does what each datagram says, and a client that asks again.
//!
//!     cargo run -p ch03-udp --bin pay-twice-bad

use std::env;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;
use std::process;
use std::thread;
use std::time::Duration;

/// How long the client waits for an answer, longer each time.
const WAITS: [Duration; 3] = [
    Duration::from_millis(500),
    Duration::from_secs(5),
    Duration::from_secs(10),
];

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: pay-twice-bad (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("pay-twice-bad: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let bank = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.connect(bank.local_addr()?)?;
    thread::spawn(move || serve(&bank));

    for wait in WAITS {
        client.send(b"pay 10")?;
        client.set_read_timeout(Some(wait))?;
        let mut buffer = [0; 64];
        match client.recv(&mut buffer) {
            Ok(n) => {
                let text = String::from_utf8_lossy(&buffer[..n]);
                println!("the bank: {text}");
                return Ok(());
            }
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
    for is_lost in [true, false] {
        let (_, client) = bank.recv_from(&mut [0; 64])?;
        balance -= 10;
        let answer = format!("paid, you have {balance}");
        if !is_lost {
            bank.send_to(answer.as_bytes(), client)?;
        }
    }
    Ok(())
}
