//! Send one datagram to an echo server and print what comes back.
//!
//!     cargo run -p ch12-demo --bin demo-echo-client -- [ADDR] [TEXT]

use std::env;
use std::io;
use std::net::UdpSocket;
use std::process;
use std::time::Duration;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:8200".into());
    let text = args.next().unwrap_or("hello".into());
    match echo(&addr, &text) {
        Ok(reply) => println!("{reply}"),
        Err(error) => {
            eprintln!("demo-echo-client: {addr}: {error}");
            process::exit(1);
        }
    }
}

fn echo(addr: &str, text: &str) -> io::Result<String> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.connect(addr)?;
    socket.send(text.as_bytes())?;
    let mut buffer = [0; 1500];
    let n = socket.recv(&mut buffer)?;
    Ok(String::from_utf8_lossy(&buffer[..n]).into_owned())
}
