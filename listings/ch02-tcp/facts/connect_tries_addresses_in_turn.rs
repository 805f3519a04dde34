//! Given a name of several addresses, `TcpStream::connect` tries one after
//! another, and returns the first that works or the last one's error.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};

use trials::Measured;
use trials::net::{self, Answer};

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    net.router
        .no_way_to("198.51.100.7".parse()?, Answer::Unreachable)?;
    let port = 7200;
    let _listener = net.right.run(|| TcpListener::bind(net.right.at(port)))?;
    let connect = |name: &str| {
        let outcome = net.left.run(|| TcpStream::connect((name, port)));
        let peer = outcome.and_then(|stream| stream.peer_addr());
        peer.map_err(|error| error.kind())
    };

    // One that refuses, one that nobody can reach, one that listens.
    net::names(
        "192.0.2.254 three\n198.51.100.7 three\n198.51.100.1 three\n\
         192.0.2.254 two\n198.51.100.7 two\n",
    )?;
    assert_eq!(connect("three"), Ok(net.right.at(port)));
    assert_eq!(connect("two"), Err(ErrorKind::HostUnreachable));
    Ok(())
}
