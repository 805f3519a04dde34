//! TCP's states on both sides of each connection, computed from its packets
//! by the rules of RFC 9293 §3.3.2 and §3.10.7.

use ::wire::tcp::Flags;
use ::wire::tcp::Repr;
use record::Event;
use std::collections::BTreeMap;

/// What becomes of everyone's state, from packet to packet.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Each actor's state before the first packet.
    pub start: Vec<(String, &'static str)>,
    /// For each packet, who changed to what on sending or receiving it. One
    /// packet may do two steps: a FIN that also acknowledges one.
    pub after: Vec<Vec<(String, Vec<&'static str>)>>,
}

/// Walks through the packets of a trace. `None` where there is no TCP, or a
/// connection's beginning was not recorded.
pub fn walk(events: &[Event]) -> Option<Walk> {
    let mut sides: BTreeMap<&str, Side> = BTreeMap::new();
    let mut walk = Walk::default();
    for event in events {
        let Some(tcp) = event.dissection.tcp() else {
            walk.after.push(Vec::new());
            continue;
        };
        if !sides.contains_key(&*event.from) {
            if !tcp.has(Flags::SYN) {
                return None;
            }
            for name in [&event.from, &event.to] {
                let state = first(name, events);
                walk.start.push((name.clone(), state));
                sides.insert(name, Side { state, fin: None });
            }
        }
        let length = event.payload().len() as u32;
        let sent = sides.get_mut(&*event.from)?.send(tcp, length);
        let received = sides.get_mut(&*event.to)?.receive(tcp);
        let both = [(&event.from, sent), (&event.to, received)];
        let changed = both.into_iter().filter(|(_, states)| !states.is_empty());
        walk.after
            .push(changed.map(|(n, s)| (n.clone(), s)).collect());
    }
    (!walk.start.is_empty()).then_some(walk)
}

/// Only who listens answers a SYN with one.
fn first(name: &str, events: &[Event]) -> &'static str {
    let syn_ack = Flags(Flags::SYN.0 | Flags::ACK.0);
    let listens = events.iter().any(|event| {
        let tcp = event.dissection.tcp();
        event.from == name && tcp.is_some_and(|tcp| tcp.has(syn_ack))
    });
    if listens { "LISTEN" } else { "CLOSED" }
}

/// One side of a connection.
struct Side {
    state: &'static str,
    /// The number that acknowledges its FIN, once it has sent one.
    fin: Option<u32>,
}

impl Side {
    fn send(&mut self, tcp: &Repr, length: u32) -> Vec<&'static str> {
        let mut steps = Vec::new();
        if tcp.has(Flags::RST) {
            self.step(&mut steps, |_| "CLOSED");
        }
        if tcp.has(Flags::SYN) {
            self.step(&mut steps, |state| match state {
                "CLOSED" => "SYN-SENT",
                "LISTEN" => "SYN-RECEIVED",
                state => state,
            });
        }
        if tcp.has(Flags::FIN) {
            self.fin = Some(tcp.seq.wrapping_add(length).wrapping_add(1));
            self.step(&mut steps, |state| match state {
                "SYN-RECEIVED" | "ESTABLISHED" => "FIN-WAIT-1",
                "CLOSE-WAIT" => "LAST-ACK",
                state => state,
            });
        }
        steps
    }

    /// The order is that of RFC 9293 §3.10.7.4: RST, SYN, ACK, FIN.
    fn receive(&mut self, tcp: &Repr) -> Vec<&'static str> {
        let mut steps = Vec::new();
        let has_ack = tcp.has(Flags::ACK);
        if tcp.has(Flags::RST) {
            self.step(&mut steps, |state| match state {
                // Who only listened goes on doing so.
                "LISTEN" | "SYN-RECEIVED" => "LISTEN",
                _ => "CLOSED",
            });
            return steps;
        }
        if tcp.has(Flags::SYN) {
            self.step(&mut steps, |state| match state {
                "LISTEN" => "SYN-RECEIVED",
                "SYN-SENT" if has_ack => "ESTABLISHED",
                "SYN-SENT" => "SYN-RECEIVED",
                state => state,
            });
        } else if has_ack {
            let fin_acked = self.fin == Some(tcp.ack);
            self.step(&mut steps, |state| match state {
                "SYN-RECEIVED" => "ESTABLISHED",
                "FIN-WAIT-1" if fin_acked => "FIN-WAIT-2",
                "CLOSING" if fin_acked => "TIME-WAIT",
                "LAST-ACK" if fin_acked => "CLOSED",
                state => state,
            });
        }
        if tcp.has(Flags::FIN) {
            self.step(&mut steps, |state| match state {
                "ESTABLISHED" => "CLOSE-WAIT",
                "FIN-WAIT-1" => "CLOSING",
                "FIN-WAIT-2" => "TIME-WAIT",
                state => state,
            });
        }
        steps
    }

    fn step(
        &mut self,
        steps: &mut Vec<&'static str>,
        next: impl Fn(&'static str) -> &'static str,
    ) {
        let state = next(self.state);
        if state != self.state {
            self.state = state;
            steps.push(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::wire::examples;

    /// `2 client ESTABLISHED`: the packet, who, the states.
    fn steps(text: &str) -> Vec<String> {
        let walk = walk(examples::trace(text).events()).unwrap();
        let start = walk.start.iter().map(|(who, s)| format!("0 {who} {s}"));
        let after = walk.after.iter().enumerate().flat_map(|(i, changes)| {
            let line = move |(who, s): &(String, Vec<&str>)| {
                format!("{} {who} {}", i + 1, s.join(" "))
            };
            changes.iter().map(line)
        });
        start.chain(after).collect()
    }

    #[test]
    fn the_echo_goes_through_all_states() {
        let walk = [
            "0 client CLOSED",
            "0 server LISTEN",
            "1 client SYN-SENT",
            "1 server SYN-RECEIVED",
            "2 client ESTABLISHED",
            "3 server ESTABLISHED",
            "8 client FIN-WAIT-1",
            "8 server CLOSE-WAIT",
            "9 server LAST-ACK",
            "9 client FIN-WAIT-2 TIME-WAIT",
            "10 server CLOSED",
        ];
        assert_eq!(steps(examples::ECHO), walk);
    }

    #[test]
    fn nobody_listens_where_a_reset_answers() {
        let walk = [
            "0 client CLOSED",
            "0 server CLOSED",
            "1 client SYN-SENT",
            "2 client CLOSED",
        ];
        assert_eq!(steps(examples::REFUSED), walk);
    }

    #[test]
    fn without_its_beginning_a_connection_has_no_known_state() {
        let trace = examples::trace(examples::ECHO);
        assert_eq!(walk(&trace.events()[2..]), None);
        assert_eq!(walk(&[]), None);
    }

    #[test]
    fn both_sides_may_close_at_once() {
        let tcp = |flags: Flags, seq, ack| Repr {
            src_port: 0,
            dst_port: 0,
            flags,
            seq,
            ack,
            window: 0,
            options: Vec::new(),
        };
        let fin = Flags(Flags::FIN.0 | Flags::ACK.0);
        let state = "ESTABLISHED";
        let mut side = Side { state, fin: None };
        assert_eq!(side.send(&tcp(fin, 10, 20), 0), ["FIN-WAIT-1"]);
        assert_eq!(side.receive(&tcp(fin, 20, 10)), ["CLOSING"]);
        assert_eq!(side.receive(&tcp(Flags::ACK, 21, 11)), ["TIME-WAIT"]);
    }
}
