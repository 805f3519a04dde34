//! One listener on `[::]`, for IPv6 and IPv4 or for IPv6 alone.
//!
//!     cargo run -p ch01-basics --bin dual-stack -- [ONLY_V6]

use std::env;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::process;

use socket2::{Domain, Socket, Type};

fn main() {
    let mut args = env::args().skip(1);
    let only_v6 = args.next().unwrap_or("false".into()).parse();
    let (Ok(only_v6), None) = (only_v6, args.next()) else {
        eprintln!("usage: dual-stack [true|false]");
        process::exit(2);
    };
    if let Err(error) = run(only_v6) {
        eprintln!("dual-stack: [::]: {error}");
        process::exit(1);
    }
}

fn run(only_v6: bool) -> io::Result<()> {
    let listener = listen(only_v6)?;
    let server = listener.local_addr()?;
    let port = server.port();
    println!("listener {server}");

    visit(&listener, SocketAddr::from((Ipv6Addr::LOCALHOST, port)))?;
    let v4 = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    if let Err(error) = visit(&listener, v4) {
        println!("{} connects: {error}", v4.ip());
    }
    match TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)) {
        Ok(_) => println!("0.0.0.0, same port: bound as well"),
        Err(error) => println!("0.0.0.0, same port: {error}"),
    }
    Ok(())
}

/// The default of `only_v6` differs between systems, so it is always set.
fn listen(only_v6: bool) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::IPV6, Type::STREAM, None)?;
    socket.set_only_v6(only_v6)?;
    socket.bind(&SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)).into())?;
    socket.listen(128)?;
    Ok(socket.into())
}

/// Connects to `server` and prints whom the listener sees.
fn visit(listener: &TcpListener, server: SocketAddr) -> io::Result<()> {
    let _client = TcpStream::connect(server)?;
    let (_accepted, peer) = listener.accept()?;
    println!("{} connects: seen as {}", server.ip(), peer.ip());

    let plain = peer.ip().to_canonical();
    if plain != peer.ip() {
        println!("  loopback {} as it is", peer.ip().is_loopback());
        println!("  loopback {} as {plain}", plain.is_loopback());
    }
    Ok(())
}
