//! Drop the writing half of a stream: does the other side read the end?
//!
//!     cargo run -p ch02-tcp --bin split-drop

use std::env;
use std::io;
use std::process;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

/// How long an end is missed before it counts as not coming.
const MISSED: Duration = Duration::from_millis(100);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: split-drop (it takes no arguments)");
        process::exit(2);
    }
    if let Err(error) = run().await {
        eprintln!("split-drop: {error}");
        process::exit(1);
    }
}

async fn run() -> io::Result<()> {
    let (client, mut server) = connection().await?;
    let (_reader, writer) = tokio::io::split(client);
    drop(writer);
    println!("io::split, dropped:   {}", sees(&mut server).await?);

    let (client, mut server) = connection().await?;
    let (_reader, writer) = client.into_split();
    drop(writer);
    println!("into_split, dropped:  {}", sees(&mut server).await?);

    let (client, mut server) = connection().await?;
    let (_reader, mut writer) = tokio::io::split(client);
    writer.shutdown().await?;
    println!("io::split, shut down: {}", sees(&mut server).await?);
    Ok(())
}

async fn connection() -> io::Result<(TcpStream, TcpStream)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let client = TcpStream::connect(listener.local_addr()?).await?;
    let (server, _) = listener.accept().await?;
    Ok((client, server))
}

async fn sees(server: &mut TcpStream) -> io::Result<String> {
    match time::timeout(MISSED, server.read(&mut [0; 64])).await {
        Ok(read) => match read? {
            0 => Ok("the server reads the end".into()),
            n => Ok(format!("the server reads {n} bytes")),
        },
        Err(_) => Ok("the server still waits".into()),
    }
}
