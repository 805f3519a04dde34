//! The Internet Protocol, version 6 (RFC 8200).

use std::net::Ipv6Addr;
use std::ops::Range;

use super::ip::protocol_name;
use super::sink::{Sink, hex};
use super::{Error, Layer, Slot};

/// The figure of RFC 8200 §3.
pub(super) mod field {
    use super::Slot;

    pub const VERSION: Slot = Slot::bits("Version", 0..1, 0..4);
    pub const TRAFFIC_CLASS: Slot = Slot::bits("Traffic class", 0..2, 4..12);
    pub const FLOW_LABEL: Slot = Slot::bits("Flow label", 1..4, 4..24);
    pub const PAYLOAD_LENGTH: Slot = Slot::bytes("Payload length", 4..6);
    pub const NEXT_HEADER: Slot = Slot::bytes("Next header", 6..7);
    pub const HOP_LIMIT: Slot = Slot::bytes("Hop limit", 7..8);
    pub const SOURCE: Slot = Slot::bytes("Source address", 8..24);
    pub const DESTINATION: Slot = Slot::bytes("Destination address", 24..40);

    pub const HEADER: usize = 40;

    pub const FIGURE: [Slot; 8] = [
        VERSION,
        TRAFFIC_CLASS,
        FLOW_LABEL,
        PAYLOAD_LENGTH,
        NEXT_HEADER,
        HOP_LIMIT,
        SOURCE,
        DESTINATION,
    ];
}

/// The figures of the extension headers in RFC 8200 §4.3 to §4.6.
mod extension {
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

const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
const DESTINATION_OPTIONS: u8 = 60;

/// How many extension headers are walked; RFC 8200 §4.1 recommends 6.
const MOST_EXTENSIONS: usize = 8;

/// A packet whose base header is whole; the rest may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Malformed`] on another version, and with
    /// [`Error::Truncated`] where the base header ends early.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        let packet = Packet { bytes };
        if !bytes.is_empty() && packet.version() != 6 {
            return Err(Error::Malformed);
        }
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        Ok(packet)
    }

    /// Always 6.
    pub fn version(&self) -> u8 {
        field::VERSION.read(self.bytes) as u8
    }

    /// How it wants to be treated on its way.
    pub fn traffic_class(&self) -> u8 {
        field::TRAFFIC_CLASS.read(self.bytes) as u8
    }

    /// What the packets of one flow have in common.
    pub fn flow_label(&self) -> u32 {
        field::FLOW_LABEL.read(self.bytes)
    }

    /// How many bytes follow the base header, as it says.
    pub fn payload_len(&self) -> usize {
        field::PAYLOAD_LENGTH.read(self.bytes) as usize
    }

    /// The number of the header that comes next.
    pub fn next_header(&self) -> u8 {
        field::NEXT_HEADER.read(self.bytes) as u8
    }

    /// How many more hops it may take.
    pub fn hop_limit(&self) -> u8 {
        field::HOP_LIMIT.read(self.bytes) as u8
    }

    /// The sender.
    pub fn src(&self) -> Ipv6Addr {
        address(self.bytes, field::SOURCE.range)
    }

    /// The receiver, or the next stop where a routing header says so.
    pub fn dst(&self) -> Ipv6Addr {
        address(self.bytes, field::DESTINATION.range)
    }

    /// Whether all of the payload length is here.
    pub fn is_whole(&self) -> bool {
        field::HEADER + self.payload_len() <= self.bytes.len()
    }

    /// Walks the extension headers (RFC 8200 §4), at most eight. What is
    /// behind a header that is unknown or cut short is payload.
    pub fn chain(&self) -> Chain {
        let mut chain = Chain {
            extensions: Vec::new(),
            next_header: self.next_header(),
            payload: self.after_base(),
            fragment_offset: 0,
            fragmented: false,
            routed: false,
        };
        for _ in 0..MOST_EXTENSIONS {
            // Behind the middle of a datagram stands no further header.
            if chain.fragment_offset > 0 || !chain.advance(self.bytes) {
                break;
            }
        }
        chain
    }

    fn after_base(&self) -> Range<usize> {
        let end = field::HEADER + self.payload_len();
        field::HEADER..end.min(self.bytes.len())
    }

    pub(super) fn describe(&self, base: usize, sink: &mut Sink) {
        sink.enter(Layer::Ipv6, base);
        sink.put(field::VERSION, self.version());
        let class = format!("{:#04x}", self.traffic_class());
        sink.put(field::TRAFFIC_CLASS, class);
        let label = format!("{:#07x}", self.flow_label());
        sink.put_varying(field::FLOW_LABEL, label);
        sink.put(field::PAYLOAD_LENGTH, self.payload_len());
        sink.put(field::NEXT_HEADER, protocol_name(self.next_header()));
        sink.put(field::HOP_LIMIT, self.hop_limit());
        sink.put(field::SOURCE, self.src());
        sink.put(field::DESTINATION, self.dst());
        for extension in self.chain().extensions {
            sink.enter(Layer::Ipv6, base + extension.range.start);
            extension.describe(self.bytes, sink);
        }
    }
}

fn address(bytes: &[u8], range: Range<usize>) -> Ipv6Addr {
    let octets = bytes.get(range).and_then(|octets| octets.try_into().ok());
    octets
        .map(|octets: [u8; 16]| octets.into())
        .unwrap_or(Ipv6Addr::UNSPECIFIED)
}

/// The extension headers of a packet, and what they lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The headers that were walked, in order.
    pub extensions: Vec<Extension>,
    /// What the payload is.
    pub next_header: u8,
    /// What is left after the headers.
    pub payload: Range<usize>,
    /// Where in the original datagram this payload begins, in bytes.
    pub fragment_offset: usize,
    /// Whether it is one fragment of several.
    pub fragmented: bool,
    /// Whether a routing header still changes the destination.
    pub routed: bool,
}

impl Chain {
    /// Takes one extension header off the payload; false if there is none.
    fn advance(&mut self, packet: &[u8]) -> bool {
        let bytes = packet.get(self.payload.clone()).unwrap_or_default();
        let words = match self.next_header {
            FRAGMENT => 0,
            HOP_BY_HOP | ROUTING | DESTINATION_OPTIONS => {
                extension::LENGTH.read(bytes) as usize
            }
            _ => return false,
        };
        let len = 8 + words * 8;
        if bytes.len() < len {
            return false;
        }
        let range = self.payload.start..self.payload.start + len;
        let header = Extension {
            number: self.next_header,
            range,
        };
        self.note(header.number, bytes);
        self.next_header = extension::NEXT_HEADER.read(bytes) as u8;
        self.payload.start = header.range.end;
        self.extensions.push(header);
        true
    }

    fn note(&mut self, number: u8, header: &[u8]) {
        let read = |slot: Slot| slot.read(header) as usize;
        if number == FRAGMENT {
            self.fragment_offset = read(extension::FRAGMENT_OFFSET) * 8;
            let more = read(extension::MORE) != 0;
            self.fragmented = more || self.fragment_offset > 0;
        } else if number == ROUTING {
            self.routed |= read(extension::SEGMENTS_LEFT) != 0;
        }
    }
}

/// One extension header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// The number it was announced with, such as 44 for a fragment header.
    pub number: u8,
    /// Its bytes in the packet, at least 8.
    pub range: Range<usize>,
}

impl Extension {
    fn describe(&self, packet: &[u8], sink: &mut Sink) {
        let header = packet.get(self.range.clone()).unwrap_or_default();
        let next = extension::NEXT_HEADER.read(header) as u8;
        sink.put(extension::NEXT_HEADER, protocol_name(next));
        if self.number == FRAGMENT {
            describe_fragment(header, sink);
            return;
        }
        sink.put(extension::LENGTH, extension::LENGTH.read(header));
        let (name, start) = match self.number {
            ROUTING => ("Type-specific data", extension::ROUTING_DATA),
            _ => ("Options", extension::OPTIONS),
        };
        if self.number == ROUTING {
            for slot in [extension::ROUTING_TYPE, extension::SEGMENTS_LEFT] {
                sink.put(slot.clone(), slot.read(header));
            }
        }
        let rest = header.get(start..).unwrap_or_default();
        sink.put(Slot::bytes(name, start..header.len()), hex(rest));
    }
}

/// The figure of RFC 8200 §4.5.
fn describe_fragment(header: &[u8], sink: &mut Sink) {
    let read = |slot: Slot| slot.read(header);
    sink.put(extension::RESERVED, read(extension::RESERVED));
    let offset = read(extension::FRAGMENT_OFFSET) * 8;
    sink.put(extension::FRAGMENT_OFFSET, offset);
    sink.put(extension::RES, read(extension::RES));
    sink.put(extension::MORE, read(extension::MORE));
    let identification = read(extension::IDENTIFICATION);
    let identification = format!("{identification:#010x}");
    sink.put_varying(extension::IDENTIFICATION, identification);
}
