//! The largest datagram has 65,507 bytes over IPv4 and 65,527 over IPv6, and
//! `send` refuses one more with "Message too long".

use std::io;
use std::net::UdpSocket;

use trials::{Measured, net};

/// Most Linux's number for "Message too long".
const EMSGSIZE: i32 = 90;

pub fn run() -> Measured {
    net::needs_ipv6()?;
    for (host, largest) in [("127.0.0.1:0", 65_507), ("[::1]:0", 65_527)] {
        let (here, there) = (UdpSocket::bind(host)?, UdpSocket::bind(host)?);
        here.connect(there.local_addr()?)?;
        let mut buffer = vec![0; 1 << 17];
        assert_eq!(here.send(&buffer[..largest])?, largest, "{host}");
        assert_eq!(there.recv(&mut buffer)?, largest, "{host}");

        let refused = here.send(&buffer[..=largest]);
        let number = refused.as_ref().err().and_then(io::Error::raw_os_error);
        assert_eq!(number, Some(EMSGSIZE), "{host}: {refused:?}");
    }
    Ok(())
}
