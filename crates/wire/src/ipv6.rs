//! The Internet Protocol, version 6 (RFC 8200).

use std::net::Ipv6Addr;
use std::ops::Range;

use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::protocol::Protocol;
use crate::sink::Sink;

mod extension;

pub use extension::{Chain, Extension, Fragment};

/// IPv6.
pub const LAYER: Layer = Layer::new("IPv6", &field::FIGURE);

/// The figure of RFC 8200 §3.
mod field {
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

/// What the headers say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// The sender.
    pub src: Ipv6Addr,
    /// The receiver, or the next stop where a routing header says so.
    pub dst: Ipv6Addr,
    /// What is inside, behind the extension headers.
    pub protocol: Protocol,
    /// How many more hops it may take.
    pub hop_limit: u8,
    /// What the fragment header says, if there is one.
    pub fragment: Option<Fragment>,
    /// The sender's address at home, where it is not there (RFC 6275 §6.3).
    pub home: Option<Ipv6Addr>,
}

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

    /// The header that comes next.
    pub fn next_header(&self) -> Protocol {
        Protocol(field::NEXT_HEADER.read_u8(self.bytes))
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

    /// How many bytes follow the base header, if that can be told: what a
    /// jumbogram's option says where the header says 0 (RFC 2675 §2). The 0
    /// of a segment that the network card is still to cut says nothing.
    pub fn announced(&self, chain: &Chain) -> Option<usize> {
        match (self.payload_len(), chain.jumbo) {
            (0, Some(len)) if len > usize::from(u16::MAX) => Some(len),
            (0, _) if self.next_header() != Protocol::NO_NEXT_HEADER => None,
            (len, _) => Some(len),
        }
    }

    /// The same for what is behind the extension headers.
    pub(crate) fn announced_payload(&self, chain: &Chain) -> usize {
        let end = self.announced(chain).map(|len| field::HEADER + len);
        end.unwrap_or(chain.payload.end)
            .saturating_sub(chain.payload.start)
    }

    /// Whether all of the announced length is here.
    pub fn is_whole(&self, chain: &Chain) -> bool {
        let here = self.bytes.len().saturating_sub(field::HEADER);
        self.announced(chain).is_some_and(|len| len <= here)
    }

    /// What the headers say.
    pub fn repr(&self, chain: &Chain) -> Repr {
        Repr {
            src: self.src(),
            dst: self.dst(),
            protocol: chain.next_header,
            hop_limit: self.hop_limit(),
            fragment: chain.fragment,
            home: chain.home,
        }
    }

    /// Walks the extension headers (RFC 8200 §4), at most eight. What is
    /// behind a header that is unknown or cut short is payload.
    pub fn chain(&self) -> Chain {
        let len = self.payload_len();
        let says_nothing =
            len == 0 && self.next_header() != Protocol::NO_NEXT_HEADER;
        let end = if says_nothing {
            self.bytes.len()
        } else {
            self.bytes.len().min(field::HEADER + len)
        };
        let mut chain =
            Chain::walk(self.bytes, self.next_header(), field::HEADER..end);
        if let Some(len) = self.announced(&chain) {
            // A jumbogram is longer than all its headers can be.
            let end = chain.payload.end.min(field::HEADER + len);
            chain.payload.end = end.max(chain.payload.start);
        }
        chain
    }

    pub(crate) fn describe(&self, chain: &Chain, base: usize, sink: &mut Sink) {
        sink.enter(LAYER, base);
        sink.put(field::VERSION, self.version());
        let class = format!("{:#04x}", self.traffic_class());
        sink.put(field::TRAFFIC_CLASS, class);
        let label = format!("{:#07x}", self.flow_label());
        sink.put_varying(field::FLOW_LABEL, label);
        sink.put(field::PAYLOAD_LENGTH, self.payload_len());
        sink.put(field::NEXT_HEADER, self.next_header());
        sink.put(field::HOP_LIMIT, self.hop_limit());
        sink.put(field::SOURCE, self.src());
        sink.put(field::DESTINATION, self.dst());
        for extension in &chain.extensions {
            extension.describe(LAYER, base, self.bytes, sink);
        }
    }
}

fn address(bytes: &[u8], range: Range<usize>) -> Ipv6Addr {
    let octets = bytes.get(range).and_then(|octets| octets.try_into().ok());
    octets
        .map(|octets: [u8; 16]| octets.into())
        .unwrap_or(Ipv6Addr::UNSPECIFIED)
}
