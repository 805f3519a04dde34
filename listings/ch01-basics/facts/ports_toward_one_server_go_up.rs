//! Linux counts the ports that it lends to the clients of one and the same
//! server upward, in small steps.

use std::net::{SocketAddr, TcpListener, TcpStream};

use trials::Measured;
use trials::net::{self, Host};

const TIMES: usize = 12;

pub fn run() -> Measured {
    let host = net::host()?;
    host.set("ipv4/ip_local_port_range", "32768 60999")?;
    let server = host.run(|| TcpListener::bind(host.at(7100)))?;
    let lend = |_| lent(&host, server.local_addr()?);
    let ports = (0..TIMES).map(lend).collect::<Measured<Vec<u16>>>()?;
    let is_small = |two: &&[u16]| matches!(two, [a, b] if a < b && b - a <= 64);
    // Behind the last port of the range comes the first.
    let small = ports.windows(2).filter(is_small).count();
    assert!(small >= TIMES - 2, "{ports:?}");

    // Toward a new server each time they do not.
    let lend = |_| {
        let server = host.run(|| TcpListener::bind(host.at(0)))?;
        lent(&host, server.local_addr()?)
    };
    let ports = (0..TIMES).map(lend).collect::<Measured<Vec<u16>>>()?;
    assert!(ports.windows(2).filter(is_small).count() <= 2, "{ports:?}");
    Ok(())
}

/// The port of a client of this server.
fn lent(host: &Host, server: SocketAddr) -> Measured<u16> {
    let client = host.run(|| TcpStream::connect(server))?;
    Ok(client.local_addr()?.port())
}
