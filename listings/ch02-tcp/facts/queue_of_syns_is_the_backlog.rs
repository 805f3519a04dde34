//! The first queue, of connections whose last ACK is still to come, is held
//! to the listener's backlog and one more, whether SYN cookies are on or not;
//! without them, also to one more than three quarters of
//! `tcp_max_syn_backlog`.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use trials::Measured;
use trials::net::{self, Fate, State};
use trials::wire;
use trials::wire::tcp::Flags;

use super::late_ack_finds_a_full_queue::{backlog_of, started};

/// More than any backlog here.
const CLIENTS: usize = 60;

pub fn run() -> Measured {
    for (cookies, limit, backlog, most) in [
        ("1", "128", 10, 11),
        ("1", "32", 40, 41),
        ("0", "128", 10, 11),
        ("0", "128", 40, 41),
        ("0", "32", 40, 25),
    ] {
        assert_eq!(half_open(cookies, limit, backlog, most)?, most);
    }
    Ok(())
}

/// How many connections the listener's kernel keeps, of which only the SYN
/// has come.
fn half_open(
    cookies: &str,
    limit: &str,
    backlog: i32,
    most: usize,
) -> Measured<usize> {
    static SYNS: AtomicUsize = AtomicUsize::new(0);
    SYNS.store(0, Relaxed);
    let (net, _wire) =
        net::two_hosts_on_a_wire(|packet| match flags(packet) {
            Some(flags) if flags.contains(Flags::ACK) => Fate::Lost,
            Some(_) => {
                SYNS.fetch_add(1, Relaxed);
                Fate::Pass
            }
            None => Fate::Pass,
        })?;
    net.right.set("ipv4/tcp_syncookies", cookies)?;
    net.right.set("ipv4/tcp_max_syn_backlog", limit)?;
    let listener = net.right.run(|| backlog_of(backlog, &net.right))?;
    let addr = listener.local_addr()?;

    let _clients = net.left.run(|| started(addr, CLIENTS))?;
    net::until(
        "all SYNs have crossed",
        || Ok(SYNS.load(Relaxed) >= CLIENTS),
    )?;
    let kept = || -> std::io::Result<usize> {
        let table = net.right.run(net::tcp)?;
        let half = |entry: &&net::Entry| entry.state == State::SynReceived;
        Ok(table.iter().filter(half).count())
    };
    net::until("the queue is full", || Ok(kept()? >= most))?;
    Ok(kept()?)
}

/// The flags of a segment, if it is one.
pub fn flags(packet: &[u8]) -> Option<Flags> {
    let dissection = wire::dissect(packet);
    dissection.tcp().map(|tcp| tcp.flags)
}
