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
    let limit = Duration::from_millis(200);

    let mut clients = Vec::new();
    let last = loop {
        match host.run(|| TcpStream::connect_timeout(&addr, limit)) {
            Ok(client) => clients.push(client),
            Err(error) => break error.kind(),
        }
    };
    assert_eq!(clients.len(), 129);
    assert_eq!(last, ErrorKind::TimedOut, "it is ignored, not refused");
    Ok(())
}
