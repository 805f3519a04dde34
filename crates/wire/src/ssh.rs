//! The Secure Shell's transport (RFC 4253), up to the message after which all
//! is encrypted.
//!
//! One packet alone does not tell a binary packet from other bytes, so that
//! only what was said before in their direction makes them known.

use std::fmt;
use std::ops::Range;

use crate::carried::{Carried, Speaks};
use crate::conversation::{Direction, Reading};
use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::sink::Sink;
use crate::text::{list, show, text};

mod message;

pub use message::{Number, Reason};

/// SSH.
pub const LAYER: Layer = Layer::new("SSH", &[]);

/// What a payload says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repr {
    /// The identification string, where it is in this payload.
    pub identification: Option<Identification>,
    /// The messages that are not encrypted, in their order.
    pub messages: Vec<Number>,
    /// Whether what follows them is encrypted.
    pub encrypted: bool,
}

/// An identification string (RFC 4253 §4.2), without the end of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identification {
    line: Vec<u8>,
}

impl Identification {
    /// The version of the protocol: `2.0`, or `1.99` of a server that speaks
    /// both (RFC 4253 §5.1).
    pub fn version(&self) -> &[u8] {
        self.parts().next().unwrap_or_default()
    }

    /// Which program it is, with comments.
    pub fn software(&self) -> &[u8] {
        self.parts().nth(1).unwrap_or_default()
    }

    fn parts(&self) -> impl Iterator<Item = &[u8]> {
        let line = self.line.strip_prefix(START).unwrap_or(&self.line);
        line.splitn(2, |byte| *byte == b'-')
    }
}

impl fmt::Display for Identification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text(&self.line))
    }
}

/// `SSH-2.0-russh, KEXINIT`, or `encrypted`.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let identification = self.identification.iter();
        let all = identification.map(|it| it.to_string());
        let all = all.chain(self.messages.iter().map(|it| it.to_string()));
        let encrypted = self.encrypted.then(|| "encrypted".to_owned());
        f.write_str(&list(all.chain(encrypted)))
    }
}

/// The figure of RFC 4253 §6.
mod field {
    use super::Slot;

    pub const PACKET_LENGTH: Slot = Slot::bytes("Packet length", 0..4);
    pub const PADDING_LENGTH: Slot = Slot::bytes("Padding length", 4..5);
    pub const MESSAGE: Slot = Slot::bytes("Message number", 5..6);

    /// What the packet length does not count.
    pub const LENGTH: usize = 4;
    pub const HEADER: usize = 6;
}

/// What an identification string begins with.
const START: &[u8] = b"SSH-";

/// The longest identification string, CR and LF included (RFC 4253 §4.2).
const LONGEST_IDENTIFICATION: usize = 255;

/// The longest packet that all must take (RFC 4253 §6.1).
const LONGEST_PACKET: usize = 35000;

/// What a packet's length is a multiple of where no cipher says so.
const BLOCK: usize = 8;

/// The least padding that a packet has.
const LEAST_PADDING: usize = 4;

/// The identification string at the front, with its end of the line: bytes
/// that begin with `SSH-` and end in LF soon enough.
pub fn identification(bytes: &[u8]) -> Option<Range<usize>> {
    let bytes = bytes.get(..LONGEST_IDENTIFICATION).unwrap_or(bytes);
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    bytes.starts_with(START).then_some(0..end + 1)
}

/// A binary packet that is not encrypted; it may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Packet<'a> {
    bytes: &'a [u8],
}

impl<'a> Packet<'a> {
    /// Fails with [`Error::Truncated`] where not even the message number is
    /// here, and with [`Error::Malformed`] on lengths that RFC 4253 §6
    /// forbids.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Packet<'a>, Error> {
        let packet = Packet { bytes };
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        // The padding length and the message number are counted, too.
        let least = 2 + packet.padding_len();
        let valid = packet.len() <= LONGEST_PACKET
            && packet.len().is_multiple_of(BLOCK)
            && packet.padding_len() >= LEAST_PADDING
            && packet.len() >= field::LENGTH + least;
        if valid {
            Ok(packet)
        } else {
            Err(Error::Malformed)
        }
    }

    /// The length of the whole packet in bytes, as the header has it.
    #[allow(clippy::len_without_is_empty)] // A header is always there.
    pub fn len(&self) -> usize {
        let counted = field::PACKET_LENGTH.read(self.bytes) as usize;
        field::LENGTH.saturating_add(counted)
    }

    /// How many random bytes end it.
    pub fn padding_len(&self) -> usize {
        field::PADDING_LENGTH.read(self.bytes) as usize
    }

    /// Which message it carries.
    pub fn message_number(&self) -> Number {
        Number(field::MESSAGE.read_u8(self.bytes))
    }

    /// What follows the message number, or as much of it as is here.
    pub fn payload_range(&self) -> Range<usize> {
        let end = self.len() - self.padding_len();
        field::HEADER..end.min(self.bytes.len())
    }

    /// The random padding, or as much of it as is here.
    pub fn padding_range(&self) -> Range<usize> {
        self.payload_range().end..self.len().min(self.bytes.len())
    }

    fn describe(&self, sink: &mut Sink) {
        let counted = self.len() - field::LENGTH;
        let number = self.message_number();
        sink.put(field::PACKET_LENGTH, counted);
        sink.put(field::PADDING_LENGTH, self.padding_len());
        sink.put(field::MESSAGE, format!("{number} ({})", number.0));
        message::describe(number, self.bytes, self.payload_range(), sink);
        let range = self.padding_range();
        let padding = self.bytes.get(range.clone()).unwrap_or_default();
        let slot = Slot::bytes("Random padding", range);
        sink.put_varying(slot, show(padding));
    }
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;

    fn over_tcp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        let known = carried.own.protocol == Some(LAYER);
        // Even if its end is still to come.
        if carried.payload.starts_with(START) {
            carried.own.protocol = Some(LAYER);
        }
        let mut said = Repr::default();
        let mut rest = carried.payload;
        if known && carried.own.reading == Reading::Encrypted {
            said.encrypt(rest, carried.sink);
            return Some(said);
        }
        rest = said.identify(rest, carried)?;
        let spoken = known || said.identification.is_some();
        if spoken && may_be_read(carried.own, carried.peer) {
            said.packets(rest, carried);
        }
        (said != Repr::default()).then_some(said)
    }
}

/// Whether neither side has said that it speaks SSH 1, whose packets look
/// almost like those of SSH 2.
fn may_be_read(own: &Direction, peer: &Direction) -> bool {
    own.reading != Reading::Foreign && peer.reading != Reading::Foreign
}

impl Repr {
    /// Takes an identification string off the payload, if there is one.
    fn identify<'a>(
        &mut self,
        payload: &'a [u8],
        carried: &mut Carried<'_, '_>,
    ) -> Option<&'a [u8]> {
        let Some(range) = identification(payload) else {
            return Some(payload);
        };
        let end = range.end;
        let line = payload.get(range.clone())?.trim_ascii_end().to_vec();
        let identification = Identification { line };
        if !matches!(identification.version(), b"2.0" | b"1.99") {
            carried.own.reading = Reading::Foreign;
        }
        let slot = Slot::bytes("Identification string", range);
        carried.sink.put(slot, &identification);
        carried.sink.advance(end);
        self.identification = Some(identification);
        payload.get(end..)
    }

    fn packets(&mut self, payload: &[u8], carried: &mut Carried<'_, '_>) {
        let mut rest = payload;
        while let Ok(packet) = Packet::new_checked(rest) {
            packet.describe(carried.sink);
            self.messages.push(packet.message_number());
            let end = packet.padding_range().end;
            carried.sink.advance(end);
            rest = rest.get(end..).unwrap_or_default();
            if packet.message_number() == Number::NEWKEYS {
                carried.own.reading = Reading::Encrypted;
                self.encrypt(rest, carried.sink);
                break;
            }
        }
    }

    /// What follows NEWKEYS.
    fn encrypt(&mut self, payload: &[u8], sink: &mut Sink) {
        if !payload.is_empty() {
            let slot = Slot::bytes("Encrypted packets", 0..payload.len());
            sink.put_varying(slot, show(payload));
            self.encrypted = true;
        }
    }
}
