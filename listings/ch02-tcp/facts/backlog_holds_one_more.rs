//! With std's backlog of 128, 129 clients that come one after another are
//! connected, and the next one hears nothing.

use std::io::ErrorKind;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let host = net::host()?;
    let listener = host.run(|| TcpListener::bind(host.at(0)))?;
    let addr = listener.local_addr()?;
    let connect = |limit| host.run(|| TcpStream::connect_timeout(&addr, limit));

    let in_turn = (0..129).map(|_| connect(Duration::from_secs(30)));
    let _clients: Vec<_> = in_turn.collect::<Result<_, _>>()?;
    let next = connect(Duration::from_millis(200));
    let kind = next.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::TimedOut), "ignored, not refused");
    Ok(())
}
