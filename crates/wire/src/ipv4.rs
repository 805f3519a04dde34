//! The Internet Protocol, version 4 (RFC 791).

use std::net::Ipv4Addr;
use std::ops::Range;

use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::sum::Sum;
use crate::text::hex;
use crate::walk::Walk;

/// IPv4.
pub const LAYER: Layer = Layer::new("IPv4", &field::FIGURE);

/// The figure of RFC 791 §3.1.
mod field {
    use super::Slot;

    pub const VERSION: Slot = Slot::bits("Version", 0..1, 0..4);
    pub const IHL: Slot = Slot::bits("IHL", 0..1, 4..8);
    pub const TYPE_OF_SERVICE: Slot = Slot::bytes("Type of service", 1..2);
    pub const TOTAL_LENGTH: Slot = Slot::bytes("Total length", 2..4);
    pub const IDENTIFICATION: Slot = Slot::bytes("Identification", 4..6);
    pub const FLAGS: Slot = Slot::bits("Flags", 6..7, 0..3);
    pub const FRAGMENT_OFFSET: Slot =
        Slot::bits("Fragment offset", 6..8, 3..16);
    pub const TIME_TO_LIVE: Slot = Slot::bytes("Time to live", 8..9);
    pub const PROTOCOL: Slot = Slot::bytes("Protocol", 9..10);
    pub const CHECKSUM: Slot = Slot::bytes("Header checksum", 10..12);
    pub const SOURCE: Slot = Slot::bytes("Source address", 12..16);
    pub const DESTINATION: Slot = Slot::bytes("Destination address", 16..20);

    /// The header without options.
    pub const HEADER: usize = 20;

    pub const FIGURE: [Slot; 12] = [
        VERSION,
        IHL,
        TYPE_OF_SERVICE,
        TOTAL_LENGTH,
        IDENTIFICATION,
        FLAGS,
        FRAGMENT_OFFSET,
        TIME_TO_LIVE,
        PROTOCOL,
        CHECKSUM,
        SOURCE,
        DESTINATION,
    ];
}

/// The bit of the flags that forbids fragmenting.
const DONT_FRAGMENT: u32 = 0b010;
/// The bit of the flags that says that this is not the last fragment.
const MORE_FRAGMENTS: u32 = 0b001;

/// Kinds of options (RFC 791 §3.1); by the last two a sender names routers
/// on the way.
const END_OF_OPTIONS: u32 = 0;
const NO_OPERATION: u32 = 1;
const LOOSE_SOURCE_ROUTE: u32 = 131;
const STRICT_SOURCE_ROUTE: u32 = 137;

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// The sender.
    pub src: Ipv4Addr,
    /// The receiver.
    pub dst: Ipv4Addr,
    /// What is inside.
    pub protocol: Protocol,
    /// What fragments of one datagram have in common.
    pub identification: u16,
    /// Whether routers must not fragment it.
    pub dont_fragment: bool,
    /// Whether this is a fragment, and not the last one.
    pub more_fragments: bool,
    /// Where in the original datagram this payload begins, in bytes.
    pub fragment_offset: usize,
    /// How many more hops it may take.
    pub time_to_live: u8,
    /// The length of header and payload in bytes, as the header has it.
    pub total_len: usize,
}

/// A packet whose header is whole; its payload may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Malformed`] on another version or an impossible
    /// header length, and with [`Error::Truncated`] where the header ends
    /// early.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        let packet = Packet { bytes };
        if bytes.is_empty() {
            return Err(Error::Truncated);
        }
        if packet.version() != 4 || packet.header_len() < field::HEADER {
            return Err(Error::Malformed);
        }
        if bytes.len() < packet.header_len() {
            return Err(Error::Truncated);
        }
        Ok(packet)
    }

    /// Always 4.
    pub fn version(&self) -> u8 {
        field::VERSION.read(self.bytes) as u8
    }

    /// The length of the header in bytes, options included.
    pub fn header_len(&self) -> usize {
        field::IHL.read(self.bytes) as usize * 4
    }

    /// The length of header and payload in bytes, as the header has it.
    pub fn total_len(&self) -> usize {
        field::TOTAL_LENGTH.read(self.bytes) as usize
    }

    /// What fragments of one datagram have in common.
    pub fn identification(&self) -> u16 {
        field::IDENTIFICATION.read_u16(self.bytes)
    }

    /// Whether routers must not fragment it.
    pub fn dont_fragment(&self) -> bool {
        field::FLAGS.read(self.bytes) & DONT_FRAGMENT != 0
    }

    /// Whether this is a fragment, and not the last one.
    pub fn more_fragments(&self) -> bool {
        field::FLAGS.read(self.bytes) & MORE_FRAGMENTS != 0
    }

    /// Where in the original datagram this payload begins, in bytes.
    pub fn fragment_offset(&self) -> usize {
        field::FRAGMENT_OFFSET.read(self.bytes) as usize * 8
    }

    /// Whether it is one fragment of several.
    pub fn is_fragment(&self) -> bool {
        self.more_fragments() || self.fragment_offset() > 0
    }

    /// How many more hops it may take.
    pub fn time_to_live(&self) -> u8 {
        field::TIME_TO_LIVE.read(self.bytes) as u8
    }

    /// The protocol inside.
    pub fn protocol(&self) -> Protocol {
        Protocol(field::PROTOCOL.read_u8(self.bytes))
    }

    /// The checksum as sent.
    pub fn checksum(&self) -> u16 {
        field::CHECKSUM.read_u16(self.bytes)
    }

    /// Whether the checksum is that of the header.
    pub fn verify_checksum(&self) -> bool {
        self.checksum() == self.sum()
    }

    /// The sender.
    pub fn src(&self) -> Ipv4Addr {
        field::SOURCE.read(self.bytes).into()
    }

    /// The receiver.
    pub fn dst(&self) -> Ipv4Addr {
        field::DESTINATION.read(self.bytes).into()
    }

    /// The options with their padding; mostly empty.
    pub fn options_range(&self) -> Range<usize> {
        field::HEADER..self.header_len()
    }

    /// The payload, or as much of it as is here. Empty where the total length
    /// is less than the header's; all that is here where it is 0, as in a
    /// segment that the network card is still to cut.
    pub fn payload_range(&self) -> Range<usize> {
        let end = match self.total_len() {
            0 => self.bytes.len(),
            len => len.min(self.bytes.len()),
        };
        self.header_len()..end.max(self.header_len())
    }

    /// Whether an option still changes the destination on the way.
    pub fn is_routed(&self) -> bool {
        let header = self.bytes.get(..self.header_len()).unwrap_or_default();
        is_routed(header).unwrap_or(false)
    }

    /// What the header says.
    pub fn repr(&self) -> Repr {
        Repr {
            src: self.src(),
            dst: self.dst(),
            protocol: self.protocol(),
            identification: self.identification(),
            dont_fragment: self.dont_fragment(),
            more_fragments: self.more_fragments(),
            fragment_offset: self.fragment_offset(),
            time_to_live: self.time_to_live(),
            total_len: self.total_len(),
        }
    }

    /// Whether all of the total length is here.
    pub fn is_whole(&self) -> bool {
        (self.header_len()..=self.bytes.len()).contains(&self.total_len())
    }

    fn sum(&self) -> u16 {
        let header = self.bytes.get(..self.header_len()).unwrap_or_default();
        Sum::new()
            .add_without(header, field::CHECKSUM.range)
            .finish()
    }

    pub(crate) fn describe(&self, base: usize, sink: &mut Sink) {
        let options = self.options_range();
        let options_shown =
            hex(self.bytes.get(options.clone()).unwrap_or_default());
        let service = field::TYPE_OF_SERVICE.read(self.bytes);
        sink.enter(LAYER, base);
        sink.put(field::VERSION, self.version());
        let words = self.header_len() / 4;
        sink.put(field::IHL, format!("{words} ({} bytes)", self.header_len()));
        sink.put(field::TYPE_OF_SERVICE, format!("{service:#04x}"));
        sink.put(field::TOTAL_LENGTH, self.total_len());
        let identification = format!("{:#06x}", self.identification());
        sink.put_varying(field::IDENTIFICATION, identification);
        sink.put(field::FLAGS, self.flags_shown());
        sink.put(field::FRAGMENT_OFFSET, self.fragment_offset());
        sink.put(field::TIME_TO_LIVE, self.time_to_live());
        sink.put(field::PROTOCOL, self.protocol());
        let checksum = format!("{:#06x}", self.checksum());
        sink.put_varying(field::CHECKSUM, checksum);
        sink.put(field::SOURCE, self.src());
        sink.put(field::DESTINATION, self.dst());
        sink.put(Slot::bytes("Options", options), options_shown);
    }

    fn flags_shown(&self) -> String {
        let flags = field::FLAGS.read(self.bytes);
        let names = [(0b100, "reserved"), (DONT_FRAGMENT, "DF")];
        let names = names.into_iter().chain([(MORE_FRAGMENTS, "MF")]);
        let set = names.filter(|(bit, _)| flags & bit != 0);
        match set.map(|(_, name)| name).collect::<Vec<_>>() {
            none if none.is_empty() => "none".to_owned(),
            set => set.join(", "),
        }
    }
}

/// Whether a source route has addresses left to visit: its pointer is not
/// beyond its end. Nothing where the options are malformed before that.
fn is_routed(header: &[u8]) -> Option<bool> {
    let mut walk = Walk::from(header, field::HEADER);
    loop {
        let (_, kind) = walk.number(1)?;
        match kind {
            END_OF_OPTIONS => return Some(false),
            NO_OPERATION => continue,
            _ => {}
        }
        let (_, len) = walk.number(1)?;
        let (_, data) = walk.slice((len as usize).checked_sub(2)?)?;
        if matches!(kind, LOOSE_SOURCE_ROUTE | STRICT_SOURCE_ROUTE) {
            let pointer = data.first().copied().unwrap_or_default();
            return Some(u32::from(pointer) <= len);
        }
    }
}

/// A packet whose header may be changed.
#[derive(Debug)]
pub struct HeaderMut<'a> {
    bytes: &'a mut [u8],
}

impl<'a> HeaderMut<'a> {
    /// Fails as [`Packet::new_checked`] does.
    pub fn new_checked(bytes: &'a mut [u8]) -> Result<HeaderMut<'a>, Error> {
        Packet::new_checked(bytes)?;
        Ok(HeaderMut { bytes })
    }

    /// Writes the header checksum that is right.
    pub fn complete_checksum(&mut self) {
        let sum = Packet { bytes: self.bytes }.sum();
        if let Some(place) = self.bytes.get_mut(field::CHECKSUM.range) {
            place.copy_from_slice(&sum.to_be_bytes());
        }
    }
}
