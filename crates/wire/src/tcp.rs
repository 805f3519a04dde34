//! The Transmission Control Protocol (RFC 9293).

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::ports;
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::sum::Sum;
use crate::text::list;

mod options;

pub use options::{Kind, Opt, Options};

/// TCP.
pub const LAYER: Layer = Layer::new("TCP", &field::FIGURE);

/// The figure of RFC 9293 §3.1.
pub(crate) mod field {
    use super::{Slot, ports};

    pub const SEQUENCE: Slot = Slot::bytes("Sequence number", 4..8);
    pub const ACKNOWLEDGMENT: Slot =
        Slot::bytes("Acknowledgment number", 8..12);
    pub const DATA_OFFSET: Slot = Slot::bits("Data offset", 12..13, 0..4);
    pub const RESERVED: Slot = Slot::bits("Reserved", 12..13, 4..8);
    /// The control bits, "also known as 'flags'".
    pub const FLAGS: Slot = Slot::bytes("Flags", 13..14);
    pub const WINDOW: Slot = Slot::bytes("Window", 14..16);
    pub const CHECKSUM: Slot = Slot::bytes("Checksum", 16..18);
    pub const URGENT_POINTER: Slot = Slot::bytes("Urgent pointer", 18..20);

    /// The header without options.
    pub const HEADER: usize = 20;

    pub const FIGURE: [Slot; 10] = [
        ports::SOURCE,
        ports::DESTINATION,
        SEQUENCE,
        ACKNOWLEDGMENT,
        DATA_OFFSET,
        RESERVED,
        FLAGS,
        WINDOW,
        CHECKSUM,
        URGENT_POINTER,
    ];
}

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repr {
    /// The sender's port.
    pub src_port: u16,
    /// The receiver's port.
    pub dst_port: u16,
    /// The control bits.
    pub flags: Flags,
    /// The sequence number as sent.
    pub seq: u32,
    /// The acknowledgment number as sent; meaningless without `ACK`.
    pub ack: u32,
    /// The window as sent, not scaled.
    pub window: u16,
    /// The options but for padding.
    pub options: Vec<Opt>,
}

impl Repr {
    /// Whether all of these control bits are set.
    pub fn has(&self, flags: Flags) -> bool {
        self.flags.contains(flags)
    }

    /// The options in words, such as `mss 65495, sackOK, wscale 7`.
    pub fn options_shown(&self) -> String {
        list(&self.options)
    }
}

/// The control bits of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Flags(pub u8);

impl Flags {
    /// No more data from the sender.
    pub const FIN: Flags = Flags(0x01);
    /// Synchronize sequence numbers.
    pub const SYN: Flags = Flags(0x02);
    /// Reset the connection.
    pub const RST: Flags = Flags(0x04);
    /// Push the data to the receiving program.
    pub const PSH: Flags = Flags(0x08);
    /// The acknowledgment number counts.
    pub const ACK: Flags = Flags(0x10);
    /// The urgent pointer counts.
    pub const URG: Flags = Flags(0x20);
    /// Congestion was seen on the way (RFC 3168).
    pub const ECE: Flags = Flags(0x40);
    /// The congestion window was reduced (RFC 3168).
    pub const CWR: Flags = Flags(0x80);

    const NAMES: [&'static str; 8] =
        ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

    /// Whether all of `other` are set.
    pub fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }
}

/// The names of those that are set, from the lowest bit: `SYN, ACK`.
impl fmt::Display for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = (0..8).filter(|bit| self.0 & (1 << bit) != 0);
        let names = list(set.map(|bit| Flags::NAMES[bit]));
        f.pad(if names.is_empty() { "none" } else { &names })
    }
}

/// A segment whose header is whole, options included.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Malformed`] on an impossible data offset, and with
    /// [`Error::Truncated`] where the header ends early.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        let packet = Packet { bytes };
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        if packet.header_len() < field::HEADER {
            return Err(Error::Malformed);
        }
        if bytes.len() < packet.header_len() {
            return Err(Error::Truncated);
        }
        Ok(packet)
    }

    /// The sender's port.
    pub fn src_port(&self) -> u16 {
        ports::SOURCE.read_u16(self.bytes)
    }

    /// The receiver's port.
    pub fn dst_port(&self) -> u16 {
        ports::DESTINATION.read_u16(self.bytes)
    }

    /// The sequence number of the first byte, or of the SYN.
    pub fn seq(&self) -> u32 {
        field::SEQUENCE.read(self.bytes)
    }

    /// The next sequence number that the sender expects; meaningless without
    /// [`Flags::ACK`].
    pub fn ack(&self) -> u32 {
        field::ACKNOWLEDGMENT.read(self.bytes)
    }

    /// The length of the header in bytes, options included.
    pub fn header_len(&self) -> usize {
        field::DATA_OFFSET.read(self.bytes) as usize * 4
    }

    /// The control bits.
    pub fn flags(&self) -> Flags {
        Flags(field::FLAGS.read(self.bytes) as u8)
    }

    /// How many bytes the sender would take, not scaled.
    pub fn window(&self) -> u16 {
        field::WINDOW.read_u16(self.bytes)
    }

    /// The checksum as sent.
    pub fn checksum(&self) -> u16 {
        field::CHECKSUM.read_u16(self.bytes)
    }

    /// Whether the checksum is right between these addresses. `self` has to
    /// hold the whole segment.
    pub fn verify_checksum(&self, src: IpAddr, dst: IpAddr) -> bool {
        self.checksum() == self.sum(src, dst)
    }

    /// Where urgent data ends; meaningless without [`Flags::URG`].
    pub fn urgent_pointer(&self) -> u16 {
        field::URGENT_POINTER.read_u16(self.bytes)
    }

    /// The options one by one, up to the first that is malformed.
    pub fn options(&self) -> Options<'a> {
        let header = self.bytes.get(..self.header_len()).unwrap_or_default();
        Options::new(header, field::HEADER)
    }

    /// What the segment carries.
    pub fn payload_range(&self) -> Range<usize> {
        self.header_len()..self.bytes.len()
    }

    /// The checksum that is right between these addresses.
    pub(crate) fn sum(&self, src: IpAddr, dst: IpAddr) -> u16 {
        let sum = Sum::pseudo(src, dst, Protocol::TCP, self.bytes.len());
        sum.add_without(self.bytes, field::CHECKSUM.range).finish()
    }

    /// What the header says.
    pub fn repr(&self) -> Repr {
        let options = self.options().map(|(_, option)| option);
        Repr {
            src_port: self.src_port(),
            dst_port: self.dst_port(),
            flags: self.flags(),
            seq: self.seq(),
            ack: self.ack(),
            window: self.window(),
            options: options.filter(|it| !it.is_padding()).collect(),
        }
    }

    pub(crate) fn describe(&self, base: usize, sink: &mut Sink) {
        sink.enter(LAYER, base);
        ports::describe(self.bytes, sink);
        sink.put_varying(field::SEQUENCE, self.seq());
        let acknowledges = self.flags().contains(Flags::ACK);
        sink.put_if(field::ACKNOWLEDGMENT, self.ack(), acknowledges);
        let words = self.header_len() / 4;
        let offset = format!("{words} ({} bytes)", self.header_len());
        sink.put(field::DATA_OFFSET, offset);
        sink.put(field::RESERVED, field::RESERVED.read(self.bytes));
        sink.put(field::FLAGS, self.flags());
        sink.put_varying(field::WINDOW, self.window());
        let checksum = format!("{:#06x}", self.checksum());
        sink.put_varying(field::CHECKSUM, checksum);
        sink.put(field::URGENT_POINTER, self.urgent_pointer());
        for (range, option) in self.options() {
            let slot = Slot::bytes(option.name(), range);
            sink.put_if(slot, &option, option.varies());
        }
    }
}

/// The first eight bytes of a segment, which is all that a router has to
/// quote of it (RFC 792): the ports are among them.
pub(crate) fn describe_beginning(
    bytes: &[u8],
    base: usize,
    sink: &mut Sink,
) -> Option<[u16; 2]> {
    if bytes.len() < field::SEQUENCE.range.end {
        return None;
    }
    sink.enter(LAYER, base);
    ports::describe(bytes, sink);
    sink.put_varying(field::SEQUENCE, field::SEQUENCE.read(bytes));
    Some(ports::read(bytes))
}
