//! The Internet Control Message Protocol: RFC 792, and RFC 4443 for IPv6.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::ops::Range;

use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::sum::Sum;

mod names;
mod quoted;

use names::FRAGMENTATION_NEEDED;
pub use names::{V4, V6, name};
pub use quoted::Quoted;

/// ICMP, in IPv4.
pub const LAYER: Layer = Layer::new("ICMP", &field::FIGURE);

/// ICMPv6.
pub const LAYER_V6: Layer = Layer::new("ICMPv6", &field::FIGURE);

/// What all messages begin with (RFC 792; RFC 4443 §2.1), then what some go
/// on with.
pub(crate) mod field {
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

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repr {
    /// Which ICMP it is of.
    pub version: Version,
    /// The number of its type, as [`V4`] or [`V6`] have it.
    pub kind: u8,
    /// What it says within its type.
    pub code: u8,
    /// The same, as it is the same in both versions.
    pub message: Message,
    /// Whose packet an error is about, where enough of it is here.
    pub about: Option<Quoted>,
}

/// What kind of message it is, whatever the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// A request to be answered, or the answer.
    Echo {
        /// Whether it is the answer.
        reply: bool,
        /// Which program asked.
        identifier: u16,
        /// The number of the request.
        sequence: u16,
    },
    /// The packet cannot be delivered; the code says why.
    Unreachable,
    /// The packet is too big for a link on the way.
    TooBig {
        /// The largest packet, in bytes, that fits there; 0 from routers
        /// older than RFC 1191.
        mtu: u32,
    },
    /// The packet made too many hops, or its fragments came too late.
    TimeExceeded,
    /// Something in the packet's header is wrong.
    ParameterProblem,
    /// Another router is nearer.
    Redirect,
    /// Anything else.
    Other,
}

/// One line, such as `port unreachable`.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(self.version, self.kind, self.code))
    }
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
        match self.message(version) {
            Message::Echo {
                identifier,
                sequence,
                ..
            } => Some((identifier, sequence)),
            _ => None,
        }
    }

    /// What kind of message it is; numbers that are cut off are zeros.
    pub fn message(&self, version: Version) -> Message {
        match version {
            Version::V4 => self.message_v4(),
            Version::V6 => self.message_v6(),
        }
    }

    fn message_v4(&self) -> Message {
        match (V4(self.kind()), self.code()) {
            (V4::ECHO_REQUEST, _) => self.echo_message(false),
            (V4::ECHO_REPLY, _) => self.echo_message(true),
            (V4::DESTINATION_UNREACHABLE, FRAGMENTATION_NEEDED) => {
                let mtu = field::NEXT_HOP_MTU.read(self.bytes);
                Message::TooBig { mtu }
            }
            (V4::DESTINATION_UNREACHABLE, _) => Message::Unreachable,
            (V4::TIME_EXCEEDED, _) => Message::TimeExceeded,
            (V4::PARAMETER_PROBLEM, _) => Message::ParameterProblem,
            (V4::REDIRECT, _) => Message::Redirect,
            _ => Message::Other,
        }
    }

    fn message_v6(&self) -> Message {
        match V6(self.kind()) {
            V6::ECHO_REQUEST => self.echo_message(false),
            V6::ECHO_REPLY => self.echo_message(true),
            V6::PACKET_TOO_BIG => Message::TooBig {
                mtu: field::MTU.read(self.bytes),
            },
            V6::DESTINATION_UNREACHABLE => Message::Unreachable,
            V6::TIME_EXCEEDED => Message::TimeExceeded,
            V6::PARAMETER_PROBLEM => Message::ParameterProblem,
            V6::REDIRECT => Message::Redirect,
            _ => Message::Other,
        }
    }

    fn echo_message(&self, reply: bool) -> Message {
        Message::Echo {
            reply,
            identifier: field::IDENTIFIER.read_u16(self.bytes),
            sequence: field::SEQUENCE.read_u16(self.bytes),
        }
    }

    /// Where an error quotes the packet that it is about.
    pub fn quoted_range(&self, version: Version) -> Option<Range<usize>> {
        let here = self.bytes.len() > field::BODY;
        (here && quotes(version, self.kind()))
            .then_some(field::BODY..self.bytes.len())
    }

    /// The checksum that is right between these addresses.
    pub(crate) fn sum(&self, src: IpAddr, dst: IpAddr) -> u16 {
        let sum = match src {
            IpAddr::V4(_) => Sum::new(),
            IpAddr::V6(_) => {
                Sum::pseudo(src, dst, Protocol::ICMPV6, self.bytes.len())
            }
        };
        sum.add_without(self.bytes, field::CHECKSUM.range).finish()
    }

    /// Describes the message with the packet that it quotes.
    pub(crate) fn read(
        &self,
        version: Version,
        base: usize,
        sink: &mut Sink,
    ) -> Repr {
        self.describe(version, base, sink);
        let quoted = self.quoted_range(version).and_then(|range| {
            let base = base + range.start;
            Quoted::describe(self.bytes.get(range)?, base, sink)
        });
        Repr {
            version,
            kind: self.kind(),
            code: self.code(),
            message: self.message(version),
            about: quoted,
        }
    }

    fn describe(&self, version: Version, base: usize, sink: &mut Sink) {
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
        match (version, self.message(version)) {
            (Version::V4, Message::TooBig { mtu }) => {
                let unused = read(field::UNUSED_BEFORE_MTU);
                sink.put(field::UNUSED_BEFORE_MTU, unused);
                sink.put(field::NEXT_HOP_MTU, mtu);
            }
            (Version::V4, Message::Redirect) => {
                let gateway = Ipv4Addr::from(read(field::GATEWAY));
                sink.put(field::GATEWAY, gateway);
            }
            (Version::V6, Message::TooBig { mtu }) => {
                sink.put(field::MTU, mtu);
            }
            (Version::V6, Message::ParameterProblem) => {
                sink.put(field::POINTER, read(field::POINTER));
            }
            _ if quotes(version, self.kind()) => {
                sink.put(field::UNUSED, read(field::UNUSED));
            }
            _ => {}
        }
    }
}

impl Version {
    /// Which of the two this protocol number means.
    pub(crate) fn of(protocol: Protocol) -> Option<Version> {
        match protocol {
            Protocol::ICMP => Some(Version::V4),
            Protocol::ICMPV6 => Some(Version::V6),
            _ => None,
        }
    }

    pub(crate) fn layer(self) -> Layer {
        match self {
            Version::V4 => LAYER,
            Version::V6 => LAYER_V6,
        }
    }
}

/// Whether messages of this type are errors with the packet they are about.
fn quotes(version: Version, kind: u8) -> bool {
    match version {
        Version::V4 => matches!(
            V4(kind),
            V4::DESTINATION_UNREACHABLE
                | V4::SOURCE_QUENCH
                | V4::REDIRECT
                | V4::TIME_EXCEEDED
                | V4::PARAMETER_PROBLEM
        ),
        Version::V6 => matches!(
            V6(kind),
            V6::DESTINATION_UNREACHABLE
                | V6::PACKET_TOO_BIG
                | V6::TIME_EXCEEDED
                | V6::PARAMETER_PROBLEM
        ),
    }
}
