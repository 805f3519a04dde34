//! Send back what clients send, so many at once and each within its time.
//!
//!     cargo run -p ch02-tcp --bin tcp-echo-server-bounded -- [ADDR] [CLIENTS]

use std::env;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::process;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time;

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

/// How long a client may say nothing, or not take what it is sent.
const IDLE: Duration = Duration::from_secs(30);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7200".into());
    let clients = args.next().unwrap_or("256".into());
    if let Err(error) = run(&addr, &clients).await {
        eprintln!("tcp-echo-server-bounded: {addr}: {error}");
        process::exit(1);
    }
}

async fn run(addr: &str, clients: &str) -> Result<(), Box<dyn Error>> {
    let clients: NonZeroUsize = clients
        .parse()
        .map_err(|_| "CLIENTS is a number, at least 1")?;
    let listener = TcpListener::bind(addr).await?;
    println!("listening on {}", listener.local_addr()?);
    accept_each(&listener, clients.get()).await
}

async fn accept_each(listener: &TcpListener, most: usize) -> ! {
    let mut clients = JoinSet::new();
    loop {
        while clients.try_join_next().is_some() {}
        // Whoever comes now waits in the kernel's queue, at no cost to us.
        while clients.len() >= most {
            clients.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, peer)) => drop(clients.spawn(serve(stream, peer))),
            Err(error) => {
                eprintln!("tcp-echo-server-bounded: accept: {error}");
                // Descriptors come back as clients leave; nothing says when.
                time::sleep(PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr) {
    match echo(stream).await {
        Ok(total) => println!("{peer}: {total} bytes"),
        Err(error) => eprintln!("tcp-echo-server-bounded: {peer}: {error}"),
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<u64> {
    let mut buffer = [0; 4096];
    let mut total = 0;
    loop {
        let n = time::timeout(IDLE, stream.read(&mut buffer)).await??;
        if n == 0 {
            return Ok(total);
        }
        time::timeout(IDLE, stream.write_all(&buffer[..n])).await??;
        total += n as u64;
    }
}
