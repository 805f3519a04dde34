//! A proxy: connects its clients to one server, and then only carries bytes.
//!
//!     cargo run -p ch04-http --bin http-tunnel -- [ADDR] [TO]

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::{env, process, sync::Arc, thread, time::Duration};

/// The longest head of a request, in bytes, and how many clients at a time.
const LIMIT: u64 = 16 * 1024;
const CLIENTS: usize = 100;
/// The time for connecting, and between two pieces of a head or of a stream.
const TIME: Duration = Duration::from_secs(5);

fn main() {
    let mut args = env::args().skip(1);
    let addr = args.next().unwrap_or("127.0.0.1:7401".into());
    let to = args.next().unwrap_or("127.0.0.1:7450".into());
    if let Err(error) = run(&addr, &to) {
        eprintln!("http-tunnel: {addr}: {error}");
        process::exit(1);
    }
}

fn run(addr: &str, to: &str) -> io::Result<()> {
    let to = to.parse().map_err(|_| io::Error::other("TO: an address"));
    let to = Arc::<SocketAddr>::new(to?);
    let listener = TcpListener::bind(addr)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let Ok((client, _)) = listener.accept() else {
            // Without descriptors it would fail again at once.
            thread::sleep(Duration::from_millis(100));
            continue;
        };
        let to = Arc::clone(&to);
        // One is the loop's own, and one this client's.
        if Arc::strong_count(&to) <= CLIENTS + 1 {
            let _ = thread::Builder::new().spawn(move || serve(client, *to));
        }
    }
}

fn serve(client: TcpStream, to: SocketAddr) -> io::Result<()> {
    client.set_read_timeout(Some(TIME))?;
    client.set_write_timeout(Some(TIME))?;
    let mut head = Vec::new();
    let mut reader = BufReader::new((&client).take(LIMIT));
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Ok(());
        }
    }
    let refusal = "Content-Length: 0\r\nConnection: close\r\n";
    let (status, more, server) = match connect(&head, to) {
        Ok(server) => ("200 OK", "", Some(server)),
        Err(status) => (status, refusal, None),
    };
    let head = format!("HTTP/1.1 {status}\r\n{more}\r\n");
    (&client).write_all(head.as_bytes())?;
    if let Some(mut server) = server {
        server.set_write_timeout(Some(TIME))?;
        // What a client has said that did not wait for the answer.
        server.write_all(reader.buffer())?;
        return carry(&client, &server);
    }
    // So that the answer is not lost to a reset, RFC 9112 §9.6.
    client.shutdown(Shutdown::Write)?;
    io::copy(&mut client.take(1 << 20), &mut io::sink()).map(drop)
}

/// Whoever may name any server reaches all that this machine does.
fn connect(head: &[u8], to: SocketAddr) -> Result<TcpStream, &'static str> {
    let head = String::from_utf8_lossy(head);
    let words = head.split([' ', '\r']).take(3).collect::<Vec<_>>();
    match words[..] {
        ["CONNECT", target, "HTTP/1.1"] if target == to.to_string() => {
            let server = TcpStream::connect_timeout(&to, TIME);
            server.map_err(|_| "502 Bad Gateway")
        }
        ["CONNECT", _, "HTTP/1.1"] => Err("403 Forbidden"),
        _ => Err("501 Not Implemented"),
    }
}

/// Bytes both ways, each direction until its own end, which is handed on.
fn carry(client: &TcpStream, server: &TcpStream) -> io::Result<()> {
    server.set_read_timeout(Some(TIME))?;
    let pipe = |mut from: &TcpStream, mut to: &TcpStream| {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    thread::scope(|scope| {
        scope.spawn(|| pipe(server, client));
        pipe(client, server);
    });
    Ok(())
}
