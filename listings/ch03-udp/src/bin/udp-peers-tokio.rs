//! Echo to many peers from one socket, remember each, and forget those that
//! have gone silent.
//!
//!     cargo run -p ch03-udp --features tokio --bin udp-peers-tokio -- [ADDR]

use std::collections::HashMap;
use std::env;
use std::io;
use std::net::SocketAddr;
use std::process;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::time::{self, Instant};

/// Who is silent for so long is forgotten: nobody says good-bye.
const IDLE: Duration = Duration::from_secs(1);

/// The most peers to remember. A made-up source address costs its sender next
/// to nothing, so a table without a limit is one that a stranger fills.
const MOST: usize = 1000;

/// More than an ordinary datagram over IP holds, so none is cut short.
const LARGEST: usize = 65_535;

struct Peer {
    datagrams: u64,
    heard: Instant,
}

type Peers = HashMap<SocketAddr, Peer>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7300".into());
    if let Err(error) = run(&addr).await {
        eprintln!("udp-peers-tokio: {addr}: {error}");
        process::exit(1);
    }
}

async fn run(addr: &str) -> io::Result<()> {
    let socket = UdpSocket::bind(addr).await?;
    println!("listening on {}", socket.local_addr()?);

    let mut peers = Peers::new();
    let mut look = time::interval(IDLE / 4);
    let mut buffer = vec![0; LARGEST];
    loop {
        // Whichever comes first. Nothing is lost with the other: no datagram
        // leaves the kernel in a `recv_from` that is given up.
        tokio::select! {
            received = socket.recv_from(&mut buffer) => match received {
                Ok((n, peer)) => {
                    remember(&mut peers, peer);
                    // The queue to the link may be full, or no way lead to
                    // this peer: then the answer is lost, as any may be.
                    let _ = socket.try_send_to(&buffer[..n], peer);
                }
                Err(error) => eprintln!("udp-peers-tokio: {error}"),
            },
            now = look.tick() => forget(&mut peers, now),
        }
    }
}

fn remember(peers: &mut Peers, peer: SocketAddr) {
    let heard = Instant::now();
    if peers.len() >= MOST && !peers.contains_key(&peer) {
        return;
    }
    let entry = peers.entry(peer);
    let known = entry.or_insert(Peer {
        datagrams: 0,
        heard,
    });
    known.datagrams += 1;
    known.heard = heard;
    let nth = known.datagrams;
    println!("{peer}: datagram {nth}, {} known", peers.len());
}

fn forget(peers: &mut Peers, now: Instant) {
    peers.retain(|peer, known| {
        let stays = now.duration_since(known.heard) < IDLE;
        if !stays {
            println!("{peer}: silent, forgotten");
        }
        stays
    });
}
