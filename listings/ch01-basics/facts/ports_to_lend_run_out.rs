//! Toward one server address and port a client has as many connections as
//! its kernel has ports to lend, and then `connect` fails with
//! `AddrNotAvailable`; toward another port it goes on.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let host = net::host()?;
    let range = "ipv4/ip_local_port_range";
    let default = host.get(range)?;
    let ends: Vec<u32> = default
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    assert_eq!(ends[1] - ends[0] + 1, 28_232);

    host.set(range, "40000 40019")?;
    let listen = |port| host.run(|| TcpListener::bind(host.at(port)));
    let listeners = (listen(7100)?, listen(7101)?);
    let one = listeners.0.local_addr()?;
    let other = listeners.1.local_addr()?;
    let connect = |addr: SocketAddr| host.run(|| TcpStream::connect(addr));

    let clients: io::Result<Vec<_>> = (0..20).map(|_| connect(one)).collect();
    let _clients = clients?;
    let next = connect(one).map_err(|error| error.kind());
    assert_eq!(next.map(drop), Err(ErrorKind::AddrNotAvailable));
    connect(other)?;
    Ok(())
}
