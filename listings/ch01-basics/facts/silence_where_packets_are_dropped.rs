//! Where something on the way drops a client's packets and says nothing, no
//! error ends `connect_timeout` but its own, `TimedOut`.

use std::io::ErrorKind;
use std::net::TcpStream;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Answer};

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    // Listening or not, the host is never asked.
    net.router.no_way_to(net.right.v4.into(), Answer::None)?;
    // By default others follow for a minute; here there is time for one.
    assert_eq!(net.left.get("ipv4/tcp_syn_retries")?, "6");

    let limit = Duration::from_millis(250);
    let addr = net.right.at(80);
    let outcome = net.left.run(|| TcpStream::connect_timeout(&addr, limit));
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::TimedOut));
    Ok(())
}
