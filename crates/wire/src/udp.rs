//! The User Datagram Protocol (RFC 768).

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::Sum;
use super::sink::Sink;
use super::transport::describe_ports;
use super::{Error, Layer, Slot, ip};

/// The figure of RFC 768.
pub(super) mod field {
    use super::Slot;

    pub const SOURCE_PORT: Slot = Slot::bytes("Source port", 0..2);
    pub const DESTINATION_PORT: Slot = Slot::bytes("Destination port", 2..4);
    pub const LENGTH: Slot = Slot::bytes("Length", 4..6);
    pub const CHECKSUM: Slot = Slot::bytes("Checksum", 6..8);

    pub const HEADER: usize = 8;

    pub const FIGURE: [Slot; 4] =
        [SOURCE_PORT, DESTINATION_PORT, LENGTH, CHECKSUM];
}

/// A datagram whose header is whole; its payload may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Truncated`] on less than a header, and with
    /// [`Error::Malformed`] where the length is less than the header's.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        let packet = Packet { bytes };
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        if packet.len() < field::HEADER {
            return Err(Error::Malformed);
        }
        Ok(packet)
    }

    /// The sender's port.
    pub fn src_port(&self) -> u16 {
        field::SOURCE_PORT.read_u16(self.bytes)
    }

    /// The receiver's port.
    pub fn dst_port(&self) -> u16 {
        field::DESTINATION_PORT.read_u16(self.bytes)
    }

    /// The length of header and payload in bytes, as the header has it.
    #[allow(clippy::len_without_is_empty)] // A header is always there.
    pub fn len(&self) -> usize {
        field::LENGTH.read(self.bytes) as usize
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
    pub(super) fn sum(&self, src: IpAddr, dst: IpAddr) -> u16 {
        let end = self.payload_range().end;
        let bytes = self.bytes.get(..end).unwrap_or_default();
        let sum = Sum::pseudo(src, dst, ip::UDP, end);
        match sum.add_without(bytes, field::CHECKSUM.range).finish() {
            // Zero would say that there is none, and ones are as good.
            0 => 0xffff,
            sum => sum,
        }
    }

    pub(super) fn describe(&self, base: usize, sink: &mut Sink) {
        sink.enter(Layer::Udp, base);
        describe_ports(self.bytes, sink);
        sink.put(field::LENGTH, self.len());
        let checksum = format!("{:#06x}", self.checksum());
        sink.put_varying(field::CHECKSUM, checksum);
    }
}
