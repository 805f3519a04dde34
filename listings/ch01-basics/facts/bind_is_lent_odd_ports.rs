//! From its usual range Linux lends TCP odd ports by `bind` and even ones by
//! `connect`, as long as it has such, and begins with the lower half of the
//! range where `SO_REUSEADDR` is set; UDP gets both by `bind`.

use std::net::{TcpListener, TcpStream, UdpSocket};

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let host = net::host()?;
    host.set("ipv4/ip_local_port_range", "40000 40007")?;
    let bind = |_| host.run(|| TcpListener::bind(host.at(0)));
    let bound = (0..8).map(bind).collect::<Result<Vec<_>, _>>()?;
    let ports = bound.iter().map(|one| one.local_addr().map(|a| a.port()));
    let ports = ports.collect::<Result<Vec<_>, _>>()?;
    assert!(ports[..4].iter().all(|port| *port < 40_004), "{ports:?}");
    assert!(ports[..2].iter().all(|port| port % 2 == 1), "{ports:?}");
    assert!(ports[2..4].iter().all(|port| port % 2 == 0), "{ports:?}");
    drop(bound);

    let _server = host.run(|| TcpListener::bind(host.at(7100)))?;
    let connect = |_| host.run(|| TcpStream::connect(host.at(7100)));
    let clients = (0..8).map(connect).collect::<Result<Vec<_>, _>>()?;
    let ports = clients.iter().map(|one| one.local_addr().map(|a| a.port()));
    let ports = ports.collect::<Result<Vec<_>, _>>()?;
    assert!(ports[..4].iter().all(|port| port % 2 == 0), "{ports:?}");
    assert!(ports[4..].iter().all(|port| port % 2 == 1), "{ports:?}");

    let lend = |_| host.run(|| UdpSocket::bind(host.at(0))?.local_addr());
    let lent = (0..64).map(lend).collect::<Result<Vec<_>, _>>()?;
    let odd = lent.iter().filter(|addr| addr.port() % 2 == 1).count();
    assert!((1..64).contains(&odd), "{lent:?}");
    Ok(())
}
