//! Serve four clients at once, one of which never begins its handshake.
//!
//!     cargo run -p ch06-tls --features tokio,tokio-rustls \
//!         --bin tls-server-tokio -- [CERT] [KEY] [CA]

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use std::{env, process};

use ch06_tls::{files, why};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// How long a client may take for its handshake.
const HANDSHAKE: Duration = Duration::from_secs(4);

/// How long it may take for the rest.
const EXCHANGE: Duration = Duration::from_secs(8);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let folder = "target/lab/tls";
    let named = |nth: usize, name: &str| {
        args.get(nth).cloned().unwrap_or(format!("{folder}/{name}"))
    };
    if args.len() > 3 {
        eprintln!("usage: tls-server-tokio [CERT] [KEY] [CA]");
        process::exit(2);
    }
    let (cert, key) = (named(0, "good.pem"), named(1, "good.key"));
    if let Err(error) = run(&cert, &key, &named(2, "ca.pem")).await {
        eprintln!("tls-server-tokio: {}", why(&error));
        process::exit(1);
    }
}

async fn run(cert: &str, key: &str, ca: &str) -> io::Result<()> {
    let acceptor = TlsAcceptor::from(files::serving(cert, key)?);
    let connector = TlsConnector::from(Arc::new(files::trusting(ca)?));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let addr = listener.local_addr()?;

    let _silent = TcpStream::connect(addr).await?;
    let mut clients = JoinSet::new();
    for _ in 0..3 {
        clients.spawn(ask(addr, connector.clone()));
    }
    let mut servers = JoinSet::new();
    for _ in 0..4 {
        let (stream, _) = listener.accept().await?;
        servers.spawn(serve(stream, acceptor.clone()));
    }
    while let Some(answer) = clients.join_next().await {
        println!("a client has its answer: {:?}", answer??);
    }
    while let Some(served) = servers.join_next().await {
        match served? {
            Ok(n) => println!("served {n} bytes"),
            Err(error) => println!("not served: {}", why(&error)),
        }
    }
    Ok(())
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor) -> io::Result<usize> {
    // Two limits: who has not proved to speak TLS gets the short one.
    let mut tls = timeout(HANDSHAKE, acceptor.accept(stream)).await??;
    timeout(EXCHANGE, echo(&mut tls)).await?
}

async fn echo(tls: &mut TlsStream<TcpStream>) -> io::Result<usize> {
    let mut buffer = [0; 4096];
    let n = tls.read(&mut buffer).await?;
    tls.write_all(&buffer[..n]).await?;
    tls.shutdown().await?;
    Ok(n)
}

async fn ask(addr: SocketAddr, connector: TlsConnector) -> io::Result<String> {
    let stream = TcpStream::connect(addr).await?;
    let name =
        ServerName::try_from("good.example").map_err(io::Error::other)?;
    let mut tls = timeout(EXCHANGE, connector.connect(name, stream)).await??;
    tls.write_all(b"hello").await?;
    let mut reply = Vec::new();
    let mut limited = tls.take(64);
    timeout(EXCHANGE, limited.read_to_end(&mut reply)).await??;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}
