//! A client that tries an even port within the lent range again and again,
//! where nobody listens, is one day lent that very port and connected to
//! itself; an odd one it is not lent while Linux has even ones.

use std::io::{Read, Write};
use std::net::TcpStream;

use trials::Measured;
use trials::net;

pub fn run() -> Measured {
    let host = net::host()?;
    // Eight ports for 28,232, so that the day comes soon.
    host.set("ipv4/ip_local_port_range", "40000 40007")?;
    let addr = host.at(40_000);

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

    let odd = host.at(40_001);
    let met = (0..500).find_map(|_| host.run(|| TcpStream::connect(odd)).ok());
    assert!(met.is_none(), "{met:?}");
    Ok(())
}
