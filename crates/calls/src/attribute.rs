//! Which call put a packet on the wire.
//!
//! Packets are heard between two moments of rest, and between those one
//! thread was released. That alone proves nothing where a peer may answer
//! late: so a packet is a call's only where the call's own socket sent what
//! only a program can cause, or where it answers such a packet of the same
//! stretch. What is neither is the kernel's own, and what a thread that
//! woke meanwhile may have sent as well is one of two.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::IpAddr;

use wire::tcp::{Flags, Repr};
use wire::{Dissection, End, Transport};

use crate::table::Puts;

/// Who may have sent something.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The sockets that its call concerns: their own end, and the other.
    pub sockets: Vec<Ends>,
    /// What such a call sends by itself.
    pub puts: Puts,
}

/// A socket's own end, and the other where it has one.
pub type Ends = (End, Option<End>);

/// Whose a packet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The released thread's call.
    Released,
    /// That, or the call of this one of those that woke.
    Either(usize),
    /// No call's.
    Kernel,
}

/// What the attribution remembers from one stretch to the next.
#[derive(Clone, Debug, Default)]
pub struct Attribution {
    /// Acknowledgments are delayed: one may be sent where the program reads.
    delayed_acks: bool,
    /// The highest number that each end has acknowledged to another.
    acknowledged: BTreeMap<(End, End), u32>,
}

/// A packet of this stretch that is the released call's.
struct Own {
    ends: (End, End),
    /// From its first sequence number to the one behind its last.
    numbers: Option<(u32, u32)>,
    is_syn: bool,
}

impl Attribution {
    /// For a network that delays acknowledgments, or sends them at once.
    pub fn new(delayed_acks: bool) -> Attribution {
        Attribution {
            delayed_acks,
            acknowledged: BTreeMap::new(),
        }
    }

    /// Whose each of these packets is, in their order.
    pub fn owners(
        &mut self,
        packets: &[Vec<u8>],
        released: Option<&Sender>,
        woken: &[Sender],
    ) -> Vec<Owner> {
        let mut own: Vec<Own> = Vec::new();
        let mut owners: Vec<Owner> = Vec::new();
        for packet in packets {
            let dissection = wire::headers(packet);
            let owner = match dissection.ends() {
                Some(ends) => {
                    self.owner(&dissection, ends, released, woken, &own)
                }
                None => of_portless(&dissection, &own, owners.last()),
            };
            if let (Some(ends), Owner::Released) = (dissection.ends(), owner) {
                own.push(Own::of(&dissection, ends));
            }
            owners.push(owner);
        }
        owners
    }

    fn owner(
        &mut self,
        dissection: &Dissection,
        ends: (End, End),
        released: Option<&Sender>,
        woken: &[Sender],
        own: &[Own],
    ) -> Owner {
        let woke =
            |puts| woken.iter().position(|s| s.puts == puts && s.has(ends));
        let Transport::Tcp(tcp) = &dissection.transport else {
            let sent = released.is_some_and(|s| s.sends(ends));
            return if sent { Owner::Released } else { Owner::Kernel };
        };
        let new = self.acknowledges_more(tcp, ends);
        let says = says_something(tcp, dissection.payload.len());
        let is_reply = tcp.has(Flags::SYN) && tcp.has(Flags::ACK);
        let answers = own.iter().any(|packet| packet.is_answered(tcp, ends));
        if says && !is_reply {
            let sends = released.is_some_and(|s| s.sends(ends));
            return match woke(Puts::All) {
                _ if sends || tcp.has(Flags::RST) && answers => Owner::Released,
                Some(index) if answers => Owner::Either(index),
                None if answers => Owner::Released,
                _ => Owner::Kernel,
            };
        }
        let reads = released.is_some_and(|s| s.makes_room(ends));
        match woke(Puts::Room) {
            Some(index) if !new || self.delayed_acks => {
                if answers || reads {
                    Owner::Either(index)
                } else {
                    Owner::Kernel
                }
            }
            _ if answers => Owner::Released,
            _ if reads && (!new || self.delayed_acks) => Owner::Released,
            _ => Owner::Kernel,
        }
    }

    /// Whether the segment acknowledges what was not acknowledged before.
    fn acknowledges_more(&mut self, tcp: &Repr, ends: (End, End)) -> bool {
        if !tcp.has(Flags::ACK) {
            return false;
        }
        let before = self.acknowledged.insert(ends, tcp.ack);
        before.is_none_or(|before| is_before(before, tcp.ack))
    }
}

/// An ICMP error is the call's whose packet it quotes; a fragment has no
/// ports, and belongs to the one before it.
fn of_portless(
    dissection: &Dissection,
    own: &[Own],
    before: Option<&Owner>,
) -> Owner {
    let about = dissection.icmp().and_then(|icmp| icmp.about?.ends());
    match (about, &dissection.transport) {
        (Some(about), _) if own.iter().any(|packet| packet.ends == about) => {
            Owner::Released
        }
        (None, Transport::Other) => before.copied().unwrap_or(Owner::Kernel),
        _ => Owner::Kernel,
    }
}

impl Sender {
    /// Who sends nothing.
    pub fn nobody() -> Sender {
        Sender {
            sockets: Vec::new(),
            puts: Puts::Nothing,
        }
    }

    fn has(&self, (src, dst): (End, End)) -> bool {
        self.sockets.iter().any(|(local, peer)| {
            is_end(local, src) && peer.is_none_or(|peer| is_end(&peer, dst))
        })
    }

    fn sends(&self, ends: (End, End)) -> bool {
        self.puts == Puts::All && self.has(ends)
    }

    fn makes_room(&self, ends: (End, End)) -> bool {
        self.puts == Puts::Room && self.has(ends)
    }
}

/// A socket that is bound to no address has that of each packet. One of IPv6
/// may carry IPv4.
fn is_end(socket: &End, packet: End) -> bool {
    let plain = |address: IpAddr| address.to_canonical();
    let address = plain(socket.0);
    socket.1 == packet.1
        && (address.is_unspecified() || address == plain(packet.0))
}

impl Own {
    fn of(dissection: &Dissection, ends: (End, End)) -> Own {
        let tcp = dissection.tcp();
        let numbers = tcp.map(|tcp| {
            let length = dissection.payload.len() as u32
                + u32::from(tcp.has(Flags::SYN))
                + u32::from(tcp.has(Flags::FIN));
            (tcp.seq, tcp.seq.wrapping_add(length))
        });
        Own {
            ends,
            numbers,
            is_syn: tcp.is_some_and(|tcp| tcp.has(Flags::SYN)),
        }
    }

    /// Whether this segment of the other end is due to the packet.
    fn is_answered(&self, tcp: &Repr, (src, dst): (End, End)) -> bool {
        let Some((first, end)) = self.numbers else {
            return false;
        };
        if self.ends != (dst, src) {
            return false;
        }
        let acknowledges = tcp.has(Flags::ACK)
            && is_before(first, tcp.ack)
            && !is_before(end, tcp.ack);
        // Room that was made lets the other end go on.
        let made_room = first == end;
        let reply = tcp.has(Flags::SYN) && tcp.has(Flags::ACK);
        tcp.has(Flags::RST)
            || (acknowledges && (!reply || self.is_syn))
            || (made_room && !reply)
    }
}

/// Data, the beginning, the end: what takes sequence numbers; and a reset.
fn says_something(tcp: &Repr, payload: usize) -> bool {
    let marks = [Flags::SYN, Flags::FIN, Flags::RST];
    payload > 0 || marks.iter().any(|flag| tcp.has(*flag))
}

/// Whether one sequence number comes before another (RFC 9293 §3.4).
fn is_before(one: u32, other: u32) -> bool {
    (one.wrapping_sub(other) as i32) < 0
}
