//! The resolver asks no DNS server about a text that it can read as an
//! address, with or without a zone, nor about `a..b`.
//!
//! A name that does not exist has the message of `a..b`; one that exists
//! without an address has another, and so has a silent server.

use std::io;
use std::net::{ToSocketAddrs, UdpSocket};
use std::thread;

use trials::Measured;
use trials::net::{self, Host};

/// The resolver takes all of them for addresses.
const ODD: [&str; 8] = [
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.0.0.01",
    "::ffff:127.0.0.1",
    "fe80::1%1",
    "fe80::1%lo",
];

pub fn run() -> Measured {
    net::ask_own_server("timeout:1 attempts:1")?;
    let host = net::host()?;
    let server = host.run(|| UdpSocket::bind("127.0.0.1:53"))?;
    let own = server.local_addr()?;
    let asked = thread::spawn(move || serve(&server));

    for text in ODD {
        assert_eq!(look_up(&host, text), Ok(()), "{text}");
    }
    let no_name = look_up(&host, "a..b");
    assert!(no_name.is_err());
    assert_eq!(look_up(&host, "missing."), no_name);
    let messages = [no_name, look_up(&host, "empty."), look_up(&host, "mute.")];
    assert!(messages.iter().all(Result::is_err));
    assert!(messages[0] != messages[1] && messages[1] != messages[2]);
    assert_ne!(messages[0], messages[2]);

    host.run(|| UdpSocket::bind("127.0.0.1:0")?.send_to(b"", own))?;
    let mut asked = asked.join().expect("the server's thread")?;
    asked.dedup();
    assert_eq!(asked, ["missing", "empty", "mute"]);
    Ok(())
}

fn look_up(host: &Host, name: &str) -> Result<(), String> {
    let outcome = host.run(|| (name, 80).to_socket_addrs());
    outcome.map(drop).map_err(|error| error.to_string())
}

/// Answers until an empty datagram comes, and says what it was asked.
fn serve(server: &UdpSocket) -> io::Result<Vec<String>> {
    let mut asked = Vec::new();
    let mut buffer = [0; 512];
    loop {
        let (n, client) = server.recv_from(&mut buffer)?;
        if n == 0 {
            return Ok(asked);
        }
        // The first label stands behind a header of twelve bytes and its own
        // length (RFC 1035 §4.1).
        let label = &buffer[13..][..usize::from(buffer[12])];
        let label = String::from_utf8_lossy(label).into_owned();
        // A response, recursion available; 3 is a name that is not there.
        buffer[2] |= 0x80;
        buffer[3] = if label == "missing" { 0x83 } else { 0x80 };
        if label != "mute" {
            server.send_to(&buffer[..n], client)?;
        }
        asked.push(label);
    }
}
