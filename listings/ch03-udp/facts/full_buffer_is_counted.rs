//! What the receive buffer has no room for is dropped by the receiving
//! kernel, which counts it under `RcvbufErrors`; each `send` was `Ok`.

use std::fs;
use std::io;
use std::net::UdpSocket;

use trials::Measured;
use trials::net;

const SENT: usize = 2000;

pub fn run() -> Measured {
    let host = net::host()?;
    let bind = || host.run(|| UdpSocket::bind(host.at(0)));
    let (receiver, sender) = (bind()?, bind()?);
    sender.connect(receiver.local_addr()?)?;
    for _ in 0..SENT {
        assert_eq!(sender.send(&[0; 1000])?, 1000);
    }

    receiver.set_nonblocking(true)?;
    let mut buffer = [0; 1000];
    let (mut arrived, mut missing) = (0, 0);
    // On a busy machine the kernel may still be about to deliver some.
    net::until("each of them is here or counted", || {
        while receiver.recv(&mut buffer).is_ok() {
            arrived += 1;
        }
        missing = host.run(dropped)?.unwrap_or(0);
        Ok(arrived + missing == SENT)
    })?;
    assert!(missing > 0, "the buffer holds all of it");
    Ok(())
}

/// The number under `RcvbufErrors`: the table has a line of names and one of
/// numbers.
fn dropped() -> io::Result<Option<usize>> {
    let table = fs::read_to_string("/proc/thread-self/net/snmp")?;
    let mut udp = table.lines().filter(|line| line.starts_with("Udp:"));
    let (names, numbers) = (udp.next(), udp.next());
    let mut pairs = names
        .into_iter()
        .flat_map(str::split_whitespace)
        .zip(numbers.into_iter().flat_map(str::split_whitespace));
    let found = pairs.find(|(name, _)| *name == "RcvbufErrors");
    Ok(found.and_then(|(_, number)| number.parse().ok()))
}
