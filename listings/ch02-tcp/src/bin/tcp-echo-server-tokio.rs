//! Send back what clients send, all of them at once, on one thread.
//!
//!     cargo run -p ch02-tcp --bin tcp-echo-server-tokio -- [ADDR]

use std::env;
use std::io;
use std::net::SocketAddr;
use std::process;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7200".into());
    if let Err(error) = run(&addr).await {
        eprintln!("tcp-echo-server-tokio: {addr}: {error}");
        process::exit(1);
    }
}

async fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr).await?;
    println!("listening on {}", listener.local_addr()?);
    accept_each(&listener).await
}

async fn accept_each(listener: &TcpListener) -> ! {
    loop {
        match listener.accept().await {
            // The task runs in its turn, when this loop or another task waits.
            Ok((stream, peer)) => drop(tokio::spawn(serve(stream, peer))),
            Err(error) => {
                // With a task for every client, descriptors are what runs
                // out. The tasks go on meanwhile, and free some by ending.
                eprintln!("tcp-echo-server-tokio: accept: {error}");
                time::sleep(PAUSE).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr) {
    // One client's failure ends that client's connection, not the server.
    match echo(stream).await {
        Ok(total) => println!("{peer}: {total} bytes"),
        Err(error) => eprintln!("tcp-echo-server-tokio: {peer}: {error}"),
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<u64> {
    let mut buffer = [0; 4096];
    let mut total = 0;
    loop {
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(total);
        }
        stream.write_all(&buffer[..n]).await?;
        total += n as u64;
    }
}
