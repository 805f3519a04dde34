//! A host that is missing behind a router is `HostUnreachable` too: the
//! router asks in vain and says so.

use std::io::ErrorKind;
use std::net::TcpStream;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let net = net::two_hosts_and_a_router()?;
    // Not to wait for three seconds.
    net.router.set("ipv4/neigh/eth1/retrans_time_ms", "60")?;

    let outcome = net.left.run(|| TcpStream::connect("198.51.100.99:80"));
    let kind = outcome.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::HostUnreachable));
    Ok(())
}
