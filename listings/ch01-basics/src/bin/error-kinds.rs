//! Fail in six ways on purpose, and decide by `ErrorKind` what to do next.
//!
//!     cargo run -p ch01-basics --bin error-kinds

use std::env;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs, UdpSocket};
use std::process;

use socket2::{Domain, Socket, Type};

fn main() {
    if env::args().len() > 1 {
        eprintln!("usage: error-kinds");
        process::exit(2);
    }
    if let Err(error) = run() {
        eprintln!("error-kinds: {error}");
        process::exit(1);
    }
}

fn run() -> io::Result<()> {
    // Bound, so nobody can take its port; not listening, so nobody answers.
    let deaf = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    deaf.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into())?;
    let client = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    report(
        "connect: nobody listens",
        client.connect(&deaf.local_addr()?),
    );

    report("connect: no port given", TcpStream::connect("127.0.0.1"));

    let first = TcpListener::bind("127.0.0.1:0")?;
    let second = TcpListener::bind(first.local_addr()?);
    report("bind: the port is taken", second);

    report("bind: not our address", TcpListener::bind("192.0.2.1:0"));

    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let broadcast = socket.send_to(b"hello", "127.255.255.255:7100");
    report("send: broadcast not allowed", broadcast);

    report("resolve: no such name", ("a..b", 7100).to_socket_addrs());
    Ok(())
}

fn report<T>(attempt: &str, outcome: io::Result<T>) {
    match outcome {
        Ok(_) => println!("{attempt}\n  it worked, on this machine"),
        Err(error) => println!("{attempt}\n  {error}\n  {}", decide(&error)),
    }
}

fn decide(error: &io::Error) -> String {
    let next = match error.kind() {
        ErrorKind::ConnectionRefused => "is the server running, on this port?",
        ErrorKind::InvalidInput => "the call is wrong: write HOST:PORT",
        ErrorKind::AddrInUse => "end the other program, or take a free port",
        ErrorKind::AddrNotAvailable => "bind an address of this machine",
        ErrorKind::PermissionDenied => "ask for the right, or do without",
        // A failed look-up has no stable kind; its text is all there is.
        _ => return "no kind to decide by here: show the text".into(),
    };
    format!("{:?}: {next}", error.kind())
}
