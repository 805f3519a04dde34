//! A client that tries a port within the lent range again and again, where
//! nobody listens, is one day lent that very port and connected to itself, if
//! both that port and the first of the range are even, or both odd; any other
//! it is not lent while Linux has some of these.

use std::io::{Read, Write};
use std::net::TcpStream;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    meets_itself("40000 40007", 40_000, 40_001)?;
    meets_itself("40001 40008", 40_001, 40_002)
}

fn meets_itself(range: &str, own: u16, other: u16) -> Measured {
    let host = net::host()?;
    // Eight ports for 28,232, so that the day comes soon.
    host.set("ipv4/ip_local_port_range", range)?;
    let addr = host.at(own);

    let mut attempts =
        (0..10_000).map(|_| host.run(|| TcpStream::connect(addr)));
    let stream = attempts.find_map(Result::ok);
    let mut stream = stream.ok_or("ten thousand attempts were refused")?;
    assert_eq!(stream.local_addr()?, stream.peer_addr()?);

    // What it says, it hears.
    stream.write_all(b"hello")?;
    let mut heard = [0; 5];
    stream.read_exact(&mut heard)?;
    assert_eq!(&heard, b"hello");

    let addr = host.at(other);
    let met = (0..500).find_map(|_| host.run(|| TcpStream::connect(addr)).ok());
    assert!(met.is_none(), "{met:?}");
    Ok(())
}
