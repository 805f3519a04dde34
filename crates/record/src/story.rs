//! The story that packets tell: who began, who answers, and the numbers
//! counted from each connection's first.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::net::IpAddr;

use wire::tcp::Flags;
use wire::{self, Dissection, Hint, Kind};

/// A packet in the story that the trace tells.
#[derive(Clone, Debug)]
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
    /// Its numbers, relative to the connection's first: `seq 1, ack 1,
    /// 6 bytes`.
    pub numbers: String,
    /// The whole packet.
    pub bytes: Vec<u8>,
    /// Its fields.
    pub dissection: Dissection,
}

type End = (IpAddr, u16);

/// What is known of the exchange so far.
#[derive(Default)]
pub(crate) struct Story {
    conversations: BTreeMap<[End; 2], Conversation>,
    /// Who sent a datagram to whom: by what its fragments have in common.
    datagrams: BTreeMap<Datagram, (End, End)>,
}

/// What the fragments of one datagram have in common (RFC 791 §3.2, RFC 8200
/// §4.5): both addresses and the identification.
type Datagram = (IpAddr, IpAddr, String);

/// Two ends that talk to each other.
struct Conversation {
    /// Who spoke first.
    client: End,
    /// From 1, in the order of their first packets.
    number: usize,
    sides: [Side; 2],
}

/// What one side of a conversation has sent.
#[derive(Default)]
struct Side {
    /// The first sequence number, which the SYN bears.
    initial: Option<u32>,
    ssh: Ssh,
}

/// How far a side has come in speaking SSH (RFC 4253 §4.2, §7.3).
#[derive(Default)]
enum Ssh {
    #[default]
    No,
    Binary,
    Encrypted,
}

impl Story {
    pub fn event(&mut self, number: usize, bytes: &[u8]) -> Event {
        let plain = wire::dissect(bytes);
        let ends = both(plain.src, plain.dst);
        let Some((src, dst)) = ends else {
            return self.portless(number, bytes, plain);
        };
        self.datagrams
            .extend(datagram(&plain).map(|datagram| (datagram, (src, dst))));
        let conversation = self.conversation(src, dst);
        let side = usize::from(src != conversation.client);
        let dissection = conversation.sides[side].dissect(bytes, plain);
        let numbers = conversation.numbers(side, &dissection);
        let names = conversation.names();
        Event {
            number,
            from: names[side].clone(),
            to: names[1 - side].clone(),
            label: label(&dissection),
            numbers,
            bytes: bytes.to_vec(),
            dissection,
        }
    }

    /// A packet without ports: an ICMP error belongs to the conversation of
    /// the packet that it quotes, and goes back to that packet's sender. A
    /// fragment that is not the first goes where the first one went.
    fn portless(
        &mut self,
        number: usize,
        bytes: &[u8],
        dissection: Dissection,
    ) -> Event {
        let name = |end: Option<(IpAddr, Option<u16>)>| match end {
            Some((address, _)) => address.to_string(),
            None => "unknown".to_string(),
        };
        let (mut from, mut to) = (name(dissection.src), name(dissection.dst));
        if let Some((src, dst)) = quoted(bytes, &dissection) {
            let conversation = self.conversation(src, dst);
            let side = usize::from(src != conversation.client);
            let names = conversation.names();
            (from, to) = (names[1 - side].clone(), names[side].clone());
        }
        let mut numbers = String::new();
        if let Some((src, dst)) = self.first_fragment(&dissection) {
            let conversation = self.conversation(src, dst);
            let side = usize::from(src != conversation.client);
            let names = conversation.names();
            (from, to) = (names[side].clone(), names[1 - side].clone());
            numbers = wire::count(dissection.payload.len());
        }
        Event {
            number,
            from,
            to,
            label: label(&dissection),
            numbers,
            bytes: bytes.to_vec(),
            dissection,
        }
    }

    fn first_fragment(&self, dissection: &Dissection) -> Option<(End, End)> {
        let is_later = dissection.info.starts_with("fragment at ");
        let datagram = datagram(dissection).filter(|_| is_later)?;
        self.datagrams.get(&datagram).copied()
    }

    fn conversation(&mut self, src: End, dst: End) -> &mut Conversation {
        let number = self.conversations.len() + 1;
        let key = if src < dst { [src, dst] } else { [dst, src] };
        let fresh = || Conversation {
            client: src,
            number,
            sides: Default::default(),
        };
        self.conversations.entry(key).or_insert_with(fresh)
    }
}

impl Conversation {
    fn names(&self) -> [String; 2] {
        ["client", "server"].map(|name| match self.number {
            1 => name.to_string(),
            n => format!("{name} {n}"),
        })
    }

    fn numbers(&mut self, side: usize, dissection: &Dissection) -> String {
        let bytes = dissection.payload.len();
        let Kind::Tcp(tcp) = &dissection.kind else {
            return match length(dissection) {
                Some(whole) if whole > bytes => {
                    format!("{bytes} of {whole} bytes")
                }
                _ => format!("{bytes} bytes"),
            };
        };
        if tcp.flags.contains(Flags::SYN) {
            self.sides[side].initial = Some(tcp.seq);
        }
        let relative = |number: u32, side: usize| {
            let initial = self.sides[side].initial.unwrap_or(number);
            number.wrapping_sub(initial)
        };
        let mut text = format!("seq {}", relative(tcp.seq, side));
        if tcp.flags.contains(Flags::ACK) {
            let _ = write!(text, ", ack {}", relative(tcp.ack, 1 - side));
        }
        let _ = write!(text, ", {bytes} bytes");
        if tcp.flags.contains(Flags::SYN) {
            let _ = write!(text, ", {}", tcp.options);
        }
        text
    }
}

impl Side {
    /// The packet, dissected with what this side has sent before in mind.
    fn dissect(&mut self, bytes: &[u8], plain: Dissection) -> Dissection {
        let payload = &bytes[plain.payload.clone()];
        let hint = match self.ssh {
            _ if payload.is_empty() => return plain,
            Ssh::No => {
                if payload.starts_with(b"SSH-") {
                    self.ssh = Ssh::Binary;
                }
                return plain;
            }
            Ssh::Binary => Hint::SshBinary,
            Ssh::Encrypted => Hint::SshEncrypted,
        };
        let dissection = wire::dissect_as(bytes, hint);
        if dissection.info.contains("NEWKEYS") {
            self.ssh = Ssh::Encrypted;
        }
        dissection
    }
}

fn both(
    src: Option<(IpAddr, Option<u16>)>,
    dst: Option<(IpAddr, Option<u16>)>,
) -> Option<(End, End)> {
    let end = |(address, port): (IpAddr, Option<u16>)| Some((address, port?));
    Some((src.and_then(end)?, dst.and_then(end)?))
}

fn datagram(dissection: &Dissection) -> Option<Datagram> {
    let identification = |field: &&wire::Field| field.name == "Identification";
    let field = dissection.fields.iter().find(identification)?;
    Some((dissection.src?.0, dissection.dst?.0, field.value.clone()))
}

/// The bytes that a UDP header promises after itself: more than are there in
/// the first of several fragments.
fn length(dissection: &Dissection) -> Option<usize> {
    let length = |field: &&wire::Field| {
        field.layer == wire::Layer::Udp && field.name == "Length"
    };
    let length = dissection
        .fields
        .iter()
        .find(length)?
        .value
        .parse::<usize>();
    length.ok()?.checked_sub(8)
}

/// The ends of the packet that an ICMP error quotes.
fn quoted(bytes: &[u8], dissection: &Dissection) -> Option<(End, End)> {
    let inner = |field: &&wire::Field| {
        let ip = matches!(field.layer, wire::Layer::Ipv4 | wire::Layer::Ipv6);
        ip && field.name == "Version" && field.range.start > 0
    };
    let start = dissection.fields.iter().find(inner)?.range.start;
    let inner = wire::dissect(bytes.get(start..)?);
    both(inner.src, inner.dst)
}

/// The flags of a segment, and what its payload is where that is known.
fn label(dissection: &Dissection) -> String {
    match &dissection.kind {
        Kind::Tcp(tcp) if dissection.proto == "TCP" => tcp.flags.to_string(),
        Kind::Tcp(tcp) => format!("{} {}", tcp.flags, dissection.info),
        Kind::Udp if dissection.proto == "UDP" => "UDP".to_string(),
        _ => format!("{} {}", dissection.proto, dissection.info),
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
        let (first, second) = (story.event(1, &first), story.event(2, &second));
        assert_eq!(first.numbers, "8 of 10 bytes");
        assert_eq!((&*second.from, &*second.to), ("client", "server"));
        assert_eq!(second.label, "IPv4 fragment at byte 16");
        assert_eq!(second.numbers, "2 bytes");
    }

    #[test]
    fn a_fragment_of_nothing_known_has_its_addresses() {
        let [_, second] = fragments();
        let event = Story::default().event(1, &second);
        assert_eq!(event.from, "127.0.0.1");
    }
}
