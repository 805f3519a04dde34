//! The Internet Control Message Protocol: RFC 792, and RFC 4443 for IPv6.

use std::net::IpAddr;
use std::ops::Range;

use super::checksum::Sum;
use super::sink::Sink;
use super::{Error, Layer, Slot, ip};

mod names;

pub use names::name;

/// What all messages begin with (RFC 792; RFC 4443 §2.1), then what some go
/// on with.
pub(super) mod field {
    use super::Slot;

    pub const TYPE: Slot = Slot::bytes("Type", 0..1);
    pub const CODE: Slot = Slot::bytes("Code", 1..2);
    pub const CHECKSUM: Slot = Slot::bytes("Checksum", 2..4);

    pub const HEADER: usize = 4;

    pub const FIGURE: [Slot; 3] = [TYPE, CODE, CHECKSUM];

    pub const IDENTIFIER: Slot = Slot::bytes("Identifier", 4..6);
    pub const SEQUENCE: Slot = Slot::bytes("Sequence number", 6..8);
    pub const UNUSED: Slot = Slot::bytes("Unused", 4..8);
    /// The MTU in an ICMPv6 Packet Too Big (RFC 4443 §3.2).
    pub const MTU: Slot = Slot::bytes("MTU", 4..8);
    /// Where an ICMPv6 Parameter Problem is (RFC 4443 §3.4).
    pub const POINTER: Slot = Slot::bytes("Pointer", 4..8);
    /// The MTU of the next hop (RFC 1191 §4).
    pub const UNUSED_BEFORE_MTU: Slot = Slot::bytes("Unused", 4..6);
    pub const NEXT_HOP_MTU: Slot = Slot::bytes("Next-hop MTU", 6..8);
    /// The other router that a redirect names (RFC 792).
    pub const GATEWAY: Slot = Slot::bytes("Gateway internet address", 4..8);

    /// Where the quoted packet or the data begins.
    pub const BODY: usize = 8;
}

/// Which ICMP: the types mean different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// RFC 792, in IPv4.
    V4,
    /// RFC 4443, in IPv6.
    V6,
}

/// A message with at least type, code and checksum.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Truncated`] on less than a header.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        Ok(Packet { bytes })
    }

    /// What kind of message it is.
    pub fn kind(&self) -> u8 {
        field::TYPE.read(self.bytes) as u8
    }

    /// What it says within its kind.
    pub fn code(&self) -> u8 {
        field::CODE.read(self.bytes) as u8
    }

    /// The checksum as sent.
    pub fn checksum(&self) -> u16 {
        field::CHECKSUM.read_u16(self.bytes)
    }

    /// Whether the checksum is right between these addresses, of which only
    /// ICMPv6 takes note. `self` has to hold the whole message.
    pub fn verify_checksum(&self, src: IpAddr, dst: IpAddr) -> bool {
        self.checksum() == self.sum(src, dst)
    }

    /// The identifier and the sequence number of an echo or its reply; zeros
    /// where it is cut short.
    pub fn echo(&self, version: Version) -> Option<(u16, u16)> {
        let echo = is_echo(version, self.kind());
        let read = |slot: Slot| slot.read_u16(self.bytes);
        echo.then(|| (read(field::IDENTIFIER), read(field::SEQUENCE)))
    }

    /// Where an error quotes the packet that it is about.
    pub fn quoted_range(&self, version: Version) -> Option<Range<usize>> {
        let here = self.bytes.len() > field::BODY;
        (here && quotes(version, self.kind()))
            .then_some(field::BODY..self.bytes.len())
    }

    /// The checksum that is right between these addresses.
    pub(super) fn sum(&self, src: IpAddr, dst: IpAddr) -> u16 {
        let sum = match src {
            IpAddr::V4(_) => Sum::new(),
            IpAddr::V6(_) => {
                Sum::pseudo(src, dst, ip::ICMPV6, self.bytes.len())
            }
        };
        sum.add_without(self.bytes, field::CHECKSUM.range).finish()
    }

    pub(super) fn describe(
        &self,
        version: Version,
        base: usize,
        sink: &mut Sink,
    ) {
        sink.enter(version.layer(), base);
        sink.put(field::TYPE, self.kind());
        sink.put(field::CODE, self.code());
        let checksum = format!("{:#06x}", self.checksum());
        sink.put_varying(field::CHECKSUM, checksum);
        if self.bytes.len() >= field::BODY {
            self.describe_second_row(version, sink);
        }
    }

    fn describe_second_row(&self, version: Version, sink: &mut Sink) {
        let read = |slot: Slot| slot.read(self.bytes);
        if let Some((identifier, sequence)) = self.echo(version) {
            let identifier = format!("{identifier:#06x}");
            sink.put_varying(field::IDENTIFIER, identifier);
            sink.put(field::SEQUENCE, sequence);
            return;
        }
        match (version, self.kind(), self.code()) {
            (Version::V4, 3, 4) => {
                let unused = read(field::UNUSED_BEFORE_MTU);
                sink.put(field::UNUSED_BEFORE_MTU, unused);
                sink.put(field::NEXT_HOP_MTU, read(field::NEXT_HOP_MTU));
            }
            (Version::V4, 5, _) => {
                let gateway = std::net::Ipv4Addr::from(read(field::GATEWAY));
                sink.put(field::GATEWAY, gateway);
            }
            (Version::V6, 2, _) => sink.put(field::MTU, read(field::MTU)),
            (Version::V6, 4, _) => {
                sink.put(field::POINTER, read(field::POINTER));
            }
            (_, kind, _) if quotes(version, kind) => {
                sink.put(field::UNUSED, read(field::UNUSED));
            }
            _ => {}
        }
    }
}

impl Version {
    pub(super) fn layer(self) -> Layer {
        match self {
            Version::V4 => Layer::Icmp,
            Version::V6 => Layer::Icmpv6,
        }
    }
}

fn is_echo(version: Version, kind: u8) -> bool {
    match version {
        Version::V4 => matches!(kind, 0 | 8),
        Version::V6 => matches!(kind, 128 | 129),
    }
}

/// Whether messages of this type are errors with the packet they are about:
/// unreachable, source quench, redirect, time exceeded, parameter problem; in
/// ICMPv6 unreachable, too big, time exceeded, parameter problem.
fn quotes(version: Version, kind: u8) -> bool {
    match version {
        Version::V4 => matches!(kind, 3 | 4 | 5 | 11 | 12),
        Version::V6 => matches!(kind, 1..=4),
    }
}
