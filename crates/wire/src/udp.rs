//! The User Datagram Protocol (RFC 768).

use std::net::IpAddr;
use std::ops::Range;

use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::ports;
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::sum::Sum;

/// UDP.
pub const LAYER: Layer = Layer::new("UDP", &field::FIGURE);

/// The figure of RFC 768.
pub(crate) mod field {
    use super::{Slot, ports};

    pub const LENGTH: Slot = Slot::bytes("Length", 4..6);
    pub const CHECKSUM: Slot = Slot::bytes("Checksum", 6..8);

    pub const HEADER: usize = 8;

    pub const FIGURE: [Slot; 4] =
        [ports::SOURCE, ports::DESTINATION, LENGTH, CHECKSUM];
}

/// What the header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// The sender's port.
    pub src_port: u16,
    /// The receiver's port.
    pub dst_port: u16,
    /// The length of header and payload in bytes, which may be more than is
    /// in this packet where it is the first of several fragments.
    pub len: usize,
}

impl Repr {
    /// How many bytes of payload the length promises.
    pub fn payload_len(&self) -> usize {
        self.len.saturating_sub(field::HEADER)
    }
}

/// A datagram whose header is whole; its payload may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
    len: usize,
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Truncated`] on less than a header, and with
    /// [`Error::Malformed`] where the length is less than the header's.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        Packet::new_within(bytes, bytes.len())
    }

    /// The same in an IP packet whose payload should be `announced` bytes
    /// long: where that is more than a length can say, 0 stands for it
    /// (RFC 2675 §4).
    pub fn new_within(
        bytes: &'a [u8],
        announced: usize,
    ) -> Result<Packet<'a>, Error> {
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        let len = match field::LENGTH.read(bytes) as usize {
            0 if announced > usize::from(u16::MAX) => announced,
            len if len < field::HEADER => return Err(Error::Malformed),
            len => len,
        };
        Ok(Packet { bytes, len })
    }

    /// The sender's port.
    pub fn src_port(&self) -> u16 {
        ports::SOURCE.read_u16(self.bytes)
    }

    /// The receiver's port.
    pub fn dst_port(&self) -> u16 {
        ports::DESTINATION.read_u16(self.bytes)
    }

    /// The length of header and payload in bytes.
    #[allow(clippy::len_without_is_empty)] // A header is always there.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The checksum as sent; 0 says that there is none.
    pub fn checksum(&self) -> u16 {
        field::CHECKSUM.read_u16(self.bytes)
    }

    /// Whether there is a checksum, which only IPv4 leaves to the sender
    /// (RFC 8200 §8.1).
    pub fn has_checksum(&self, src: IpAddr) -> bool {
        self.checksum() != 0 || src.is_ipv6()
    }

    /// Whether the checksum is right, or absent where it may be.
    pub fn verify_checksum(&self, src: IpAddr, dst: IpAddr) -> bool {
        !self.has_checksum(src) || self.checksum() == self.sum(src, dst)
    }

    /// Whether all of the length is here.
    pub fn is_whole(&self) -> bool {
        self.len() <= self.bytes.len()
    }

    /// The payload, or as much of it as is here.
    pub fn payload_range(&self) -> Range<usize> {
        field::HEADER..self.len().min(self.bytes.len())
    }

    /// The checksum that is right between these addresses.
    pub(crate) fn sum(&self, src: IpAddr, dst: IpAddr) -> u16 {
        let end = self.payload_range().end;
        let bytes = self.bytes.get(..end).unwrap_or_default();
        let sum = Sum::pseudo(src, dst, Protocol::UDP, end);
        match sum.add_without(bytes, field::CHECKSUM.range).finish() {
            // Zero would say that there is none, and ones are as good.
            0 => 0xffff,
            sum => sum,
        }
    }

    /// What the header says.
    pub fn repr(&self) -> Repr {
        Repr {
            src_port: self.src_port(),
            dst_port: self.dst_port(),
            len: self.len(),
        }
    }

    pub(crate) fn describe(&self, base: usize, sink: &mut Sink) {
        sink.enter(LAYER, base);
        ports::describe(self.bytes, sink);
        sink.put(field::LENGTH, field::LENGTH.read(self.bytes));
        let checksum = format!("{:#06x}", self.checksum());
        sink.put_varying(field::CHECKSUM, checksum);
    }
}
