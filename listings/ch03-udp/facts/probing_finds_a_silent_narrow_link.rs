//! A link that drops what is too large and says nothing swallows ordinary
//! datagrams without any error, and probing finds its size to the byte.

use std::net::UdpSocket;
use std::process::Command;
use std::time::Duration;

use trials::Measured;
use trials::net::{self, Fate};

const PROBING: &str = env!("CARGO_BIN_EXE_path-mtu");
const SERVER: &str = env!("CARGO_BIN_EXE_udp-echo-server");

/// The largest packet that the link carries, and UDP's payload in it. On the
/// way to this one the search tries but one that is lost: each takes 0.9 s.
const NARROW: usize = 1469;
const FITS: usize = NARROW - 28;

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(|packet| {
        if packet.len() > NARROW {
            Fate::Lost
        } else {
            Fate::Pass
        }
    })?;
    let at = net.right.at(7300).to_string();
    let mut command = Command::new(SERVER);
    command.arg(&at);
    let _server = net.right.run(|| trials::Server::start(command))?;

    let sender = net.left.run(|| UdpSocket::bind(net.left.at(0)))?;
    sender.connect(net.right.at(7300))?;
    for size in [1, FITS + 1, FITS + 1, FITS] {
        assert_eq!(sender.send(&vec![b'.'; size])?, size, "no error");
        let patience = if size <= FITS { 30_000 } else { 200 };
        sender.set_read_timeout(Some(Duration::from_millis(patience)))?;
        let answered = sender.recv(&mut [0; 2000]).is_ok();
        assert_eq!(answered, size <= FITS, "{size} bytes");
    }

    let probing = || Command::new(PROBING).arg(&at).output();
    let output = net.left.run(probing)?;
    let said = String::from_utf8(output.stdout)?;
    let found = format!("the path carries {FITS} bytes of payload\n");
    assert!(said.ends_with(&found), "{said}");
    Ok(())
}
