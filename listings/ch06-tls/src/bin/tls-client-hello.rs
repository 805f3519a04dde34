//! Print what each TLS client says first, in the clear.
//!
//!     cargo run -p ch06-tls --bin tls-client-hello -- [ADDR]

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use ch06_tls::Timed;
use ch06_tls::hello::{self, Hello};

/// How long a client may take for its first message.
const TIMEOUT: Duration = Duration::from_secs(8);

/// How long to wait after an `accept` that failed.
const PAUSE: Duration = Duration::from_millis(100);

/// An alert: fatal, handshake_failure (RFC 8446 §6).
const REFUSED: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

fn main() {
    let addr = env::args().nth(1).unwrap_or("127.0.0.1:7600".into());
    if let Err(error) = run(&addr) {
        eprintln!("tls-client-hello: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str) -> io::Result<()> {
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        match listener.accept() {
            Ok((stream, peer)) => match serve(stream) {
                Ok(hello) => show(&hello),
                Err(error) => eprintln!("tls-client-hello: {peer}: {error}"),
            },
            Err(error) => {
                eprintln!("tls-client-hello: accept: {error}");
                // Descriptors may be back by then; nothing says when.
                thread::sleep(PAUSE);
            }
        }
    }
}

fn serve(stream: TcpStream) -> io::Result<Hello> {
    let mut stream = Timed::new(stream, Instant::now() + TIMEOUT)?;
    let hello = read_hello(&mut stream);
    // There is no certificate here, and so nothing to go on with.
    stream.write_all(&REFUSED)?;
    // Let the client end first: a close over bytes unread would reset what it
    // is about to read. Whatever comes now says nothing about its hello.
    let rest = &mut (&mut stream).take(hello::LONGEST as u64);
    let _ = io::copy(rest, &mut io::sink());
    hello
}

fn read_hello(stream: &mut Timed) -> io::Result<Hello> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    while bytes.len() < hello::LONGEST {
        let n = stream.read(&mut part)?;
        if n == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&part[..n]);
        if let Some(hello) = hello::parse(&bytes).map_err(io::Error::other)? {
            return Ok(hello);
        }
    }
    Err(io::Error::other("its message has no end"))
}

fn show(hello: &Hello) {
    let or_none = |words: &[String]| match words {
        [] => "none".to_string(),
        words => words.join(" or "),
    };
    println!("name      {}", or_none(&hello.names));
    println!("protocol  {}", or_none(&hello.protocols));
    println!("version   {}", or_none(&hello.versions));
}
