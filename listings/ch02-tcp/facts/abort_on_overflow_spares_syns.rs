//! With `tcp_abort_on_overflow`, a SYN to a full queue is ignored as it is
//! without: what is reset is a connection, begun without a SYN cookie, whose
//! last ACK finds the queue full.

use std::io::{Error, ErrorKind};
use std::net::TcpStream;
use std::time::Duration;

use trials::Measured;
use trials::net;

use super::late_ack_finds_a_full_queue::{
    acks_wait, backlog_of, connected, established, let_acks_go,
};

pub fn run() -> Measured {
    let (net, _wire) = net::two_hosts_on_a_wire(acks_wait)?;
    net.right.set("ipv4/tcp_abort_on_overflow", "1")?;
    let listener = net.right.run(|| backlog_of(2, &net.right))?;
    let addr = listener.local_addr()?;

    // Two of three places are taken when three come at once: few enough
    // that none of them is answered with a SYN cookie.
    let first = net.left.run(|| connected(addr, 2))?;
    let_acks_go(&net.left, addr)?;
    net::until("two have a place", || Ok(established(&net.right)? == 2))?;
    let rest = net.left.run(|| connected(addr, 3))?;
    let_acks_go(&net.left, addr)?;
    net::until("those without a place are reset", || {
        Ok(established(&net.left)? == 3)
    })?;
    let clients = first.iter().chain(&rest).map(TcpStream::take_error);
    let errors: Vec<_> = clients.collect::<Result<_, _>>()?;
    let kinds: Vec<_> = errors.iter().flatten().map(Error::kind).collect();
    assert_eq!(kinds, [ErrorKind::ConnectionReset; 2]);

    let limit = Duration::from_millis(300);
    let next = net.left.run(|| TcpStream::connect_timeout(&addr, limit));
    let kind = next.map(drop).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::TimedOut), "not refused");
    Ok(())
}
