//! The extension headers of IPv6 (RFC 8200 §4), one after the other.

use std::net::Ipv6Addr;
use std::ops::Range;

use crate::layout::{Layer, Slot, number};
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::text::hex;
use crate::walk::Walk;

/// The figures of the extension headers in RFC 8200 §4.3 to §4.6.
mod field {
    use super::Slot;

    pub const NEXT_HEADER: Slot = Slot::bytes("Next header", 0..1);
    pub const LENGTH: Slot = Slot::bytes("Hdr ext len", 1..2);
    pub const OPTIONS: usize = 2;

    pub const ROUTING_TYPE: Slot = Slot::bytes("Routing type", 2..3);
    pub const SEGMENTS_LEFT: Slot = Slot::bytes("Segments left", 3..4);
    pub const ROUTING_DATA: usize = 4;

    pub const RESERVED: Slot = Slot::bytes("Reserved", 1..2);
    pub const FRAGMENT_OFFSET: Slot =
        Slot::bits("Fragment offset", 2..4, 0..13);
    pub const RES: Slot = Slot::bits("Res", 2..4, 13..15);
    pub const MORE: Slot = Slot::bits("M flag", 2..4, 15..16);
    pub const IDENTIFICATION: Slot = Slot::bytes("Identification", 4..8);
}

/// How many extension headers are walked; RFC 8200 §4.1 recommends 6.
const MOST: usize = 8;

/// Types of options: one byte of padding (RFC 8200 §4.2), the length of a
/// jumbogram (RFC 2675 §2), and the address that a mobile node has at home
/// (RFC 6275 §6.3).
const PAD1: u32 = 0;
const JUMBO_PAYLOAD: u32 = 0xc2;
const HOME_ADDRESS: u32 = 0xc9;

/// The extension headers of a packet, and what they lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The headers that were walked, in order.
    pub extensions: Vec<Extension>,
    /// What the payload is.
    pub next_header: Protocol,
    /// What is left after the headers.
    pub payload: Range<usize>,
    /// What the fragment header says, if there is one.
    pub fragment: Option<Fragment>,
    /// Whether a routing header still changes the destination.
    pub routed: bool,
    /// The length of all after the base header, where an option has it.
    pub jumbo: Option<usize>,
    /// The sender's address at home, which its checksums are made with.
    pub home: Option<Ipv6Addr>,
}

/// What a fragment header says (RFC 8200 §4.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment {
    /// What fragments of one packet have in common.
    pub identification: u32,
    /// Where in the original packet this payload begins, in bytes.
    pub offset: usize,
    /// Whether it is not the last one.
    pub more: bool,
}

impl Chain {
    /// Walks over the headers in `payload`, at most eight. What is behind one
    /// that is unknown or cut short is left to be payload.
    pub(super) fn walk(
        packet: &[u8],
        next_header: Protocol,
        payload: Range<usize>,
    ) -> Chain {
        let mut chain = Chain {
            extensions: Vec::new(),
            next_header,
            payload,
            fragment: None,
            routed: false,
            jumbo: None,
            home: None,
        };
        for _ in 0..MOST {
            // Behind the middle of a datagram stands no further header.
            if chain.offset() > 0 || !chain.advance(packet) {
                break;
            }
        }
        chain
    }

    /// Where in the original packet this payload begins, in bytes.
    pub fn offset(&self) -> usize {
        self.fragment.map_or(0, |fragment| fragment.offset)
    }

    /// Whether it is one fragment of several: a fragment header alone does
    /// not make it one (RFC 6946).
    pub fn is_fragment(&self) -> bool {
        self.fragment.is_some_and(|it| it.more || it.offset > 0)
    }

    /// Takes one extension header off the payload; false if there is none.
    fn advance(&mut self, packet: &[u8]) -> bool {
        let bytes = packet.get(self.payload.clone()).unwrap_or_default();
        let words = match self.next_header {
            Protocol::FRAGMENT => 0,
            Protocol::HOP_BY_HOP
            | Protocol::ROUTING
            | Protocol::DESTINATION_OPTIONS => field::LENGTH.read(bytes),
            _ => return false,
        };
        let len = 8 + words as usize * 8;
        let Some(header) = bytes.get(..len) else {
            return false;
        };
        let range = self.payload.start..self.payload.start + len;
        self.note(header);
        self.extensions.push(Extension {
            number: self.next_header,
            range,
        });
        self.next_header = Protocol(field::NEXT_HEADER.read_u8(header));
        self.payload.start += len;
        true
    }

    fn note(&mut self, header: &[u8]) {
        match self.next_header {
            Protocol::FRAGMENT => {
                self.fragment = Some(Fragment {
                    identification: field::IDENTIFICATION.read(header),
                    offset: field::FRAGMENT_OFFSET.read(header) as usize * 8,
                    more: field::MORE.read(header) != 0,
                });
            }
            Protocol::ROUTING => {
                self.routed |= field::SEGMENTS_LEFT.read(header) != 0;
            }
            number => {
                let mut options = Walk::from(header, field::OPTIONS);
                // Nothing says that the list is at its end, or malformed.
                while self.note_option(number, &mut options).is_some() {}
            }
        }
    }

    fn note_option(
        &mut self,
        header: Protocol,
        options: &mut Walk<'_>,
    ) -> Option<()> {
        let (_, kind) = options.number(1)?;
        if kind == PAD1 {
            return Some(());
        }
        let (_, len) = options.number(1)?;
        let (_, data) = options.slice(len as usize)?;
        match (header, kind) {
            (Protocol::HOP_BY_HOP, JUMBO_PAYLOAD) if data.len() == 4 => {
                self.jumbo = Some(number(data) as usize);
            }
            (Protocol::DESTINATION_OPTIONS, HOME_ADDRESS) => {
                let octets: [u8; 16] = data.try_into().ok()?;
                self.home = Some(octets.into());
            }
            _ => {}
        }
        Some(())
    }
}

/// One extension header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// What it was announced as.
    pub number: Protocol,
    /// Its bytes in the packet, at least 8.
    pub range: Range<usize>,
}

impl Extension {
    pub(super) fn describe(
        &self,
        layer: Layer,
        base: usize,
        packet: &[u8],
        sink: &mut Sink,
    ) {
        sink.enter(layer, base + self.range.start);
        let header = packet.get(self.range.clone()).unwrap_or_default();
        let next = Protocol(field::NEXT_HEADER.read_u8(header));
        sink.put(field::NEXT_HEADER, next);
        if self.number == Protocol::FRAGMENT {
            describe_fragment(header, sink);
            return;
        }
        sink.put(field::LENGTH, field::LENGTH.read(header));
        let (name, start) = if self.number == Protocol::ROUTING {
            for slot in [field::ROUTING_TYPE, field::SEGMENTS_LEFT] {
                sink.put(slot.clone(), slot.read(header));
            }
            ("Type-specific data", field::ROUTING_DATA)
        } else {
            ("Options", field::OPTIONS)
        };
        let rest = header.get(start..).unwrap_or_default();
        sink.put(Slot::bytes(name, start..header.len()), hex(rest));
    }
}

/// The figure of RFC 8200 §4.5.
fn describe_fragment(header: &[u8], sink: &mut Sink) {
    let read = |slot: Slot| slot.read(header);
    sink.put(field::RESERVED, read(field::RESERVED));
    let offset = read(field::FRAGMENT_OFFSET) * 8;
    sink.put(field::FRAGMENT_OFFSET, offset);
    sink.put(field::RES, read(field::RES));
    sink.put(field::MORE, read(field::MORE));
    let identification = read(field::IDENTIFICATION);
    let identification = format!("{identification:#010x}");
    sink.put_varying(field::IDENTIFICATION, identification);
}
