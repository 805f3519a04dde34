//! The story that packets tell: who began, who answers, and the numbers
//! counted from each connection's first.
//!
//! Each packet is dissected once. What has to be known before, the state of
//! its conversation, is found by a look at its addresses and ports.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;

use wire::tcp::Flags;
use wire::{Conversation, Dissection, End, Transport};

/// A packet in the story that the trace tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the trace, from 1.
    pub number: usize,
    /// Who sent it: `client`, `server`, and from the second connection on
    /// `client 2`, and so forth.
    pub from: String,
    /// Who receives it.
    pub to: String,
    /// What it is, in a few words: `SYN`, `PSH, ACK`, `GET / HTTP/1.1`.
    pub label: String,
    /// Its numbers.
    pub numbers: Numbers,
    /// The whole packet.
    pub bytes: Vec<u8>,
    /// What it says, and its fields.
    pub dissection: Dissection,
}

/// A packet's numbers, in words where they are displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Numbers {
    /// It has none.
    None,
    /// Of a segment, relative to the connection's first: `seq 1, ack 1,
    /// 6 bytes`.
    Segment {
        /// The sequence number.
        seq: u32,
        /// The acknowledgment number, where it counts.
        ack: Option<u32>,
        /// How many bytes it carries.
        bytes: usize,
        /// The options of a SYN, such as `mss 65495`.
        options: Option<String>,
    },
    /// Of a datagram, as far as it is in this packet: `1472 of 4000 bytes`.
    Datagram {
        /// How many bytes this packet carries.
        bytes: usize,
        /// How many the whole datagram has.
        whole: usize,
    },
    /// Of a fragment that is not the first.
    Fragment {
        /// How many bytes it carries.
        bytes: usize,
    },
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Numbers::None => Ok(()),
            Numbers::Segment {
                seq,
                ack,
                bytes,
                options,
            } => {
                write!(f, "seq {seq}")?;
                if let Some(ack) = ack {
                    write!(f, ", ack {ack}")?;
                }
                write!(f, ", {bytes} bytes")?;
                match options {
                    Some(options) => write!(f, ", {options}"),
                    None => Ok(()),
                }
            }
            Numbers::Datagram { bytes, whole } if whole > bytes => {
                write!(f, "{bytes} of {whole} bytes")
            }
            Numbers::Datagram { bytes, .. } => write!(f, "{bytes} bytes"),
            Numbers::Fragment { bytes } => f.write_str(&wire::count(*bytes)),
        }
    }
}

/// What is known of the exchange so far.
#[derive(Default)]
pub(crate) struct Story {
    exchanges: BTreeMap<[End; 2], Exchange>,
    /// Who sent a datagram to whom: by what its fragments have in common.
    datagrams: BTreeMap<Datagram, (End, End)>,
}

/// What the fragments of one datagram have in common (RFC 791 §3.2, RFC 8200
/// §4.5): both addresses and the identification.
type Datagram = (IpAddr, IpAddr, u32);

/// Two ends that talk to each other.
struct Exchange {
    /// Who spoke first.
    client: End,
    /// From 1, in the order of their first packets.
    number: usize,
    /// The first sequence number of each side, which its SYN bears.
    initial: [Option<u32>; 2],
    /// What its packets have told about those to come.
    conversation: Conversation,
}

/// Who sends and who receives.
struct Names {
    from: String,
    to: String,
}

impl Story {
    pub fn event(&mut self, number: usize, bytes: Vec<u8>) -> Event {
        let (dissection, Names { from, to }, numbers) = match wire::ends(&bytes)
        {
            Some(ends) => self.of_exchange(&bytes, ends),
            None => self.portless(&bytes),
        };
        Event {
            number,
            from,
            to,
            label: label(&dissection),
            numbers,
            bytes,
            dissection,
        }
    }

    fn of_exchange(
        &mut self,
        bytes: &[u8],
        (src, dst): (End, End),
    ) -> (Dissection, Names, Numbers) {
        let exchange = self.exchange(src, dst);
        let conversation = &mut exchange.conversation;
        let dissection = wire::dissect_in(bytes, conversation);
        let side = exchange.side(src);
        let numbers = exchange.numbers(side, &dissection);
        let names = exchange.names(side);
        if let Some(datagram) = datagram(&dissection) {
            self.datagrams.insert(datagram, (src, dst));
        }
        (dissection, names, numbers)
    }

    /// A packet without ports: an ICMP error belongs to the exchange of the
    /// packet that it quotes, and goes back to that packet's sender. A
    /// fragment that is not the first goes where the first one went.
    fn portless(&mut self, bytes: &[u8]) -> (Dissection, Names, Numbers) {
        let dissection = wire::dissect(bytes);
        if let Some((src, dst)) = quoted(&dissection) {
            let exchange = self.exchange(src, dst);
            let names = exchange.names(1 - exchange.side(src));
            return (dissection, names, Numbers::None);
        }
        if let Some((src, dst)) = self.first_fragment(&dissection) {
            let exchange = self.exchange(src, dst);
            let names = exchange.names(exchange.side(src));
            let bytes = dissection.payload.len();
            return (dissection, names, Numbers::Fragment { bytes });
        }
        let name = |end: Option<IpAddr>| match end {
            Some(address) => address.to_string(),
            None => "unknown".to_string(),
        };
        let names = Names {
            from: name(dissection.src()),
            to: name(dissection.dst()),
        };
        (dissection, names, Numbers::None)
    }

    fn first_fragment(&self, dissection: &Dissection) -> Option<(End, End)> {
        self.datagrams.get(&datagram(dissection)?).copied()
    }

    fn exchange(&mut self, src: End, dst: End) -> &mut Exchange {
        let number = self.exchanges.len() + 1;
        let key = if src < dst { [src, dst] } else { [dst, src] };
        let fresh = || Exchange {
            client: src,
            number,
            initial: [None; 2],
            conversation: Conversation::default(),
        };
        self.exchanges.entry(key).or_insert_with(fresh)
    }
}

impl Exchange {
    /// 0 for the client, 1 for the server.
    fn side(&self, end: End) -> usize {
        usize::from(end != self.client)
    }

    /// Who sends and who receives what comes from this side.
    fn names(&self, side: usize) -> Names {
        let [client, server] = ["client", "server"].map(|name| {
            if self.number == 1 {
                name.to_string()
            } else {
                format!("{name} {}", self.number)
            }
        });
        let (from, to) = if side == 0 {
            (client, server)
        } else {
            (server, client)
        };
        Names { from, to }
    }

    fn numbers(&mut self, side: usize, dissection: &Dissection) -> Numbers {
        let bytes = dissection.payload.len();
        let tcp = match &dissection.transport {
            Transport::Tcp(tcp) => tcp,
            Transport::Udp(udp) => {
                let whole = udp.payload_len();
                return Numbers::Datagram { bytes, whole };
            }
            Transport::Icmp(_) | Transport::Other => return Numbers::None,
        };
        let is_first = tcp.has(Flags::SYN);
        if is_first {
            self.initial[side] = Some(tcp.seq);
        }
        let relative = |number: u32, side: usize| {
            let initial = self.initial[side].unwrap_or(number);
            number.wrapping_sub(initial)
        };
        let has_ack = tcp.has(Flags::ACK);
        Numbers::Segment {
            seq: relative(tcp.seq, side),
            ack: has_ack.then(|| relative(tcp.ack, 1 - side)),
            bytes,
            options: is_first.then(|| tcp.options_shown()),
        }
    }
}

fn datagram(dissection: &Dissection) -> Option<Datagram> {
    let network = dissection.network?;
    let identification = network.fragment()?.identification;
    Some((network.src(), network.dst(), identification))
}

/// The ends of the packet that an ICMP error quotes.
fn quoted(dissection: &Dissection) -> Option<(End, End)> {
    dissection.icmp()?.about?.ends()
}

/// The flags of a segment, and what its payload is where that is known.
fn label(dissection: &Dissection) -> String {
    let Dissection { proto, info, .. } = dissection;
    let is_known = !dissection.application.is_empty();
    match &dissection.transport {
        Transport::Tcp(tcp) if is_known => format!("{} {info}", tcp.flags),
        Transport::Tcp(tcp) => tcp.flags.to_string(),
        Transport::Udp(_) if !is_known => proto.to_string(),
        _ => format!("{proto} {info}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A datagram of ten bytes to port 9 of loopback, cut after eight.
    fn fragments() -> [Vec<u8>; 2] {
        let packet = |fragment: [u8; 2], payload: &[u8]| {
            let mut packet = vec![0x45, 0, 0, 20 + payload.len() as u8];
            packet.extend([0x12, 0x34]);
            packet.extend(fragment);
            packet.extend([64, 17, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1]);
            packet.extend(payload);
            packet
        };
        let first = b"\x9c\x40\0\x09\0\x12\0\x0001234567";
        // More fragments follow the first; the other is 16 bytes on.
        [packet([0x20, 0], first), packet([0, 2], b"89")]
    }

    #[test]
    fn a_later_fragment_goes_where_the_first_one_went() {
        let mut story = Story::default();
        let [first, second] = fragments();
        let (first, second) = (story.event(1, first), story.event(2, second));
        assert_eq!(first.numbers.to_string(), "8 of 10 bytes");
        assert_eq!((&*second.from, &*second.to), ("client", "server"));
        assert_eq!(second.label, "IPv4 fragment at byte 16");
        assert_eq!(second.numbers, Numbers::Fragment { bytes: 2 });
    }

    #[test]
    fn a_fragment_of_nothing_known_has_its_addresses() {
        let [_, second] = fragments();
        let event = Story::default().event(1, second);
        assert_eq!(event.from, "127.0.0.1");
    }
}
