//! The kernel's table of TCP connections over IPv4 (`proc(5)`, `net/tcp`).

use std::fs;
use std::io;
use std::net::Ipv4Addr;

/// The states of RFC 9293 §3.3.2, as Linux numbers them
/// (`include/net/tcp_states.h`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named as the RFC names it")]
pub enum State {
    Established = 1,
    SynSent,
    SynReceived,
    FinWait1,
    FinWait2,
    TimeWait,
    Closed,
    CloseWait,
    LastAck,
    Listen,
    Closing,
}

const STATES: [State; 11] = [
    State::Established,
    State::SynSent,
    State::SynReceived,
    State::FinWait1,
    State::FinWait2,
    State::TimeWait,
    State::Closed,
    State::CloseWait,
    State::LastAck,
    State::Listen,
    State::Closing,
];

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// This side's address and port.
    pub local: (Ipv4Addr, u16),
    /// The other side's.
    pub remote: (Ipv4Addr, u16),
    /// How far it has come.
    pub state: State,
}

/// The table of the host that this thread is on.
///
/// # Errors
/// Where it cannot be read.
pub fn tcp() -> io::Result<Vec<Entry>> {
    let table = fs::read_to_string("/proc/thread-self/net/tcp")?;
    Ok(table.lines().skip(1).filter_map(entry).collect())
}

fn entry(line: &str) -> Option<Entry> {
    let mut words = line.split_whitespace().skip(1);
    let (local, remote) = (end(words.next()?)?, end(words.next()?)?);
    let state = usize::from_str_radix(words.next()?, 16).ok()?;
    Some(Entry {
        local,
        remote,
        state: *STATES.get(state.checked_sub(1)?)?,
    })
}

/// An address as the processor has it in memory, and a port.
fn end(text: &str) -> Option<(Ipv4Addr, u16)> {
    let (address, port) = text.split_once(':')?;
    let address = u32::from_str_radix(address, 16).ok()?;
    let port = u16::from_str_radix(port, 16).ok()?;
    Some((Ipv4Addr::from(address.to_ne_bytes()), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_is_read() {
        let address = u32::from_ne_bytes([127, 0, 0, 1]);
        let line = format!("   0: {address:08X}:1C20 {address:08X}:A001 06 0");
        let entry = entry(&line).unwrap();
        assert_eq!(entry.local, (Ipv4Addr::LOCALHOST, 7200));
        assert_eq!(entry.remote, (Ipv4Addr::LOCALHOST, 0xa001));
        assert_eq!(entry.state, State::TimeWait);
    }
}
