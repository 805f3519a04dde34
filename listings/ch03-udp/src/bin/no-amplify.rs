//! A server with long answers, which sends none to a stranger: who asks
//! first gets a token, and the list only with it.
//!
//!     cargo run -p ch03-udp --bin no-amplify

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::process;
use std::thread;
use std::time::Duration;

/// What everybody wants: 1000 bytes.
const LIST: [u8; 1000] = [b'.'; 1000];

const ASK: &[u8] = b"list please";

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: no-amplify (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("no-amplify: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    let server = UdpSocket::bind("127.0.0.1:0")?;
    let client = UdpSocket::bind("127.0.0.1:0")?;
    client.set_read_timeout(Some(Duration::from_secs(1)))?;
    client.connect(server.local_addr()?)?;
    thread::spawn(move || serve(&server));

    let token = ask(&client, ASK)?;
    ask(&client, &[ASK, &token].concat())?;
    // A token of somebody else, or a guess, is none.
    ask(&client, &[ASK, &[7; 8]].concat())?;
    Ok(())
}

fn ask(client: &UdpSocket, request: &[u8]) -> io::Result<Vec<u8>> {
    let sent = client.send(request)?;
    let mut buffer = [0; LIST.len() + 1];
    let n = client.recv(&mut buffer)?;
    println!("asked with {sent} bytes, answered with {n}");
    Ok(buffer[..n].to_vec())
}

fn serve(server: &UdpSocket) {
    // The key of the tokens: random, and never told. Nothing is kept for
    // who has asked once, so nobody can fill the memory with asking.
    let key = RandomState::new();
    let mut buffer = [0; 64];
    loop {
        if let Err(error) = answer(server, &key, &mut buffer) {
            eprintln!("no-amplify: {error}");
        }
    }
}

fn answer(
    server: &UdpSocket,
    key: &RandomState,
    buffer: &mut [u8],
) -> io::Result<()> {
    let (n, from) = server.recv_from(buffer)?;
    let Some(shown) = buffer[..n].strip_prefix(ASK) else {
        return Ok(());
    };
    let token = token_of(key, from);
    // Only who receives at this address knows what was sent to it.
    let answer = if shown == token { &LIST[..] } else { &token };
    server.send_to(answer, from)?;
    Ok(())
}

fn token_of(key: &RandomState, from: SocketAddr) -> [u8; 8] {
    key.hash_one(from).to_be_bytes()
}
