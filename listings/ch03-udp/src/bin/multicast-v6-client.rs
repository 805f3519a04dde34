//! Ask a whole group, and collect the answers of a second.
//!
//!     cargo run -p ch03-udp --bin multicast-v6-client -- [GROUP] [TEXT]

use std::env;
use std::error::Error;
use std::io::ErrorKind::{self, Interrupted, TimedOut, WouldBlock};
use std::net::{SocketAddr, UdpSocket};
use std::process;
use std::time::{Duration, Instant};

/// Nobody knows how many there are to answer, so time ends it.
const TIMEOUT: Duration = Duration::from_secs(1);

/// Or this, if it is too many.
const MOST: usize = 16;

fn main() {
    let mut args = env::args().skip(1);
    let group = args.next().unwrap_or("[ff12::7303%1]:7303".into());
    let text = args.next().unwrap_or("who is there?".into());

    match ask(&group, &text) {
        Ok(0) => {
            eprintln!("multicast-v6-client: {group}: nobody in 1 s");
            process::exit(1);
        }
        Ok(count) => println!("{count} answered"),
        Err(error) => {
            eprintln!("multicast-v6-client: {group}: {error}");
            process::exit(1);
        }
    }
}

fn ask(group: &str, text: &str) -> Result<usize, Box<dyn Error>> {
    // The zone behind `%` says by which interface it leaves.
    let group: SocketAddr = group.parse()?;
    let any = if group.is_ipv4() {
        "0.0.0.0:0"
    } else {
        "[::]:0"
    };
    // Not connected: the answers come from the members' own addresses.
    let socket = UdpSocket::bind(any)?;
    socket.send_to(text.as_bytes(), group)?;

    let deadline = Instant::now() + TIMEOUT;
    let mut buffer = [0; 2048];
    let mut count = 0;
    while count < MOST {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        socket.set_read_timeout(Some(left))?;
        match socket.recv_from(&mut buffer) {
            Ok((n, from)) => {
                count += 1;
                println!("{from}: {n} bytes");
            }
            Err(e) if no_answer(e.kind()) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(count)
}

/// The time is over, or the program was stopped and goes on.
fn no_answer(kind: ErrorKind) -> bool {
    matches!(kind, WouldBlock | TimedOut | Interrupted)
}
