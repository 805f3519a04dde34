//! The Secure Shell's transport (RFC 4253), up to the message after which all
//! is encrypted.
//!
//! One packet alone does not tell a binary packet from other bytes, so that
//! only [`Hint`](super::Hint) or an identification string before them makes
//! them known.

use std::ops::Range;

use super::sink::{Sink, show, text};
use super::{Error, Slot};

mod message;

use message::NEWKEYS;

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
    bytes.starts_with(b"SSH-").then_some(0..end + 1)
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

    /// Which message it carries, such as 20 for KEXINIT.
    pub fn message_number(&self) -> u8 {
        field::MESSAGE.read(self.bytes) as u8
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
        let name = message::name(number);
        sink.put(field::MESSAGE, format!("{name} ({number})"));
        message::describe(number, self.bytes, self.payload_range(), sink);
        let range = self.padding_range();
        let padding = self.bytes.get(range.clone()).unwrap_or_default();
        let slot = Slot::bytes("Random padding", range);
        sink.put_varying(slot, show(padding));
    }
}

/// Describes a payload that begins with an identification string.
pub(super) fn describe(payload: &[u8], sink: &mut Sink) -> Option<String> {
    let range = identification(payload)?;
    let line = payload.get(range.clone())?;
    let line = text(line.trim_ascii_end());
    let end = range.end;
    sink.put(Slot::bytes("Identification string", range), &line);
    sink.advance(end);
    let packets = describe_packets(payload.get(end..)?, sink);
    Some(packets.map_or(line.clone(), |names| format!("{line}, {names}")))
}

/// Describes a payload of a direction that has not sent NEWKEYS before.
pub(super) fn describe_binary(
    payload: &[u8],
    sink: &mut Sink,
) -> Option<String> {
    describe(payload, sink).or_else(|| describe_packets(payload, sink))
}

/// Describes a payload of a direction that has.
pub(super) fn describe_encrypted(
    payload: &[u8],
    sink: &mut Sink,
) -> Option<String> {
    if payload.is_empty() {
        return None;
    }
    let slot = Slot::bytes("Encrypted packets", 0..payload.len());
    sink.put_varying(slot, show(payload));
    Some("encrypted".to_owned())
}

fn describe_packets(payload: &[u8], sink: &mut Sink) -> Option<String> {
    let mut names = Vec::new();
    let mut rest = payload;
    while let Ok(packet) = Packet::new_checked(rest) {
        packet.describe(sink);
        names.push(message::name(packet.message_number()));
        let end = packet.padding_range().end;
        sink.advance(end);
        rest = rest.get(end..).unwrap_or_default();
        if packet.message_number() == NEWKEYS {
            names.extend(describe_encrypted(rest, sink));
            break;
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}
