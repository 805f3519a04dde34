//! See that a datagram was cut: by a flag, and by one byte too many.
//!
//!     cargo run -p ch03-udp --features socket2 --bin truncate-seen

use std::env;
use std::io;
use std::mem::MaybeUninit;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

use socket2::{MaybeUninitSlice, SockRef};

/// The largest datagram of this program's protocol, in bytes.
const LARGEST: usize = 10;

/// Windows' error for a datagram that does not fit; no number of Unix.
const WSAEMSGSIZE: i32 = 10_040;

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: truncate-seen (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("truncate-seen: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let receiver = UdpSocket::bind("127.0.0.1:0")?;
    receiver.set_read_timeout(Some(Duration::from_secs(1)))?;
    let sender = UdpSocket::bind("127.0.0.1:0")?;
    sender.connect(receiver.local_addr()?)?;

    for receive in [by_flag, by_spare_byte] {
        for size in [LARGEST, 100] {
            let sent = sender.send(&vec![b'.'; size])?;
            println!("sent {sent} bytes: {}", receive(&receiver)?);
        }
    }
    Ok(())
}

fn by_flag(socket: &UdpSocket) -> io::Result<String> {
    let mut buffer = [MaybeUninit::uninit(); LARGEST];
    let mut buffers = [MaybeUninitSlice::new(&mut buffer)];
    let socket = SockRef::from(socket);
    let (n, flags, _) = socket.recv_from_vectored(&mut buffers)?;
    Ok(format!("{n} kept, truncated: {}", flags.is_truncated()))
}

fn by_spare_byte(socket: &UdpSocket) -> io::Result<String> {
    let mut buffer = [0; LARGEST + 1];
    match socket.recv_from(&mut buffer) {
        Ok((n, _)) if n <= LARGEST => {
            let whole = &buffer[..n];
            Ok(format!("all {} kept", whole.len()))
        }
        Err(error) if error.raw_os_error() != Some(WSAEMSGSIZE) => Err(error),
        _ => Ok(format!("more than {LARGEST}, refused")),
    }
}
