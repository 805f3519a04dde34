//! Transport Layer Security (RFC 8446; RFC 5246 for what 1.2 has besides):
//! records, and the handshake messages that are not encrypted.

use std::fmt;
use std::ops::Range;

use crate::carried::{Carried, Speaks};
use crate::conversation::Reading;
use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::sink::Sink;
use crate::text::{count, list, named, show};

mod extensions;
mod handshake;
mod names;

#[cfg(test)]
pub(crate) use handshake::RETRY;
pub use handshake::{ClientHello, Handshake};
use names::Version;
pub use names::{AlertDescription, ContentType, HandshakeType};

/// TLS.
pub const LAYER: Layer = Layer::new("TLS", &[]);

/// The records that begin in a payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repr {
    /// What they hold, in their order.
    pub records: Vec<Content>,
}

/// What a record holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// From here on its sender encrypts; in TLS 1.3 it says nothing.
    ChangeCipherSpec,
    /// An alert in the clear.
    Alert(AlertDescription),
    /// Handshake messages in the clear.
    Handshake(Vec<Handshake>),
    /// What programs say to each other, encrypted, in so many bytes; in TLS
    /// 1.3 the rest of the handshake, too.
    ApplicationData(usize),
    /// A sign of life (RFC 6520).
    Heartbeat,
    /// Any of the others, encrypted.
    Encrypted(ContentType),
    /// So many bytes of the record that began in a segment before. They are
    /// not put together, and so not read.
    Rest(usize),
    /// Any of the others, of which nothing can be read: it is encrypted, or
    /// goes on in the next segment.
    Unread(ContentType),
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Content::ChangeCipherSpec => ContentType::CHANGE_CIPHER_SPEC.fmt(f),
            Content::Alert(description) => write!(f, "Alert: {description}"),
            Content::Handshake(messages) => f.write_str(&list(messages)),
            Content::ApplicationData(len) => {
                write!(f, "application data, {}", count(*len))
            }
            Content::Heartbeat => ContentType::HEARTBEAT.fmt(f),
            Content::Rest(len) => {
                write!(f, "the record goes on, {}", count(*len))
            }
            Content::Encrypted(kind) => write!(f, "encrypted {kind}"),
            Content::Unread(kind) => kind.fmt(f),
        }
    }
}

/// `ClientHello`, `ChangeCipherSpec, encrypted Handshake`. Application data is
/// one thing in however many records.
impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let alike = self.records.chunk_by(|a, b| a.is_data() && b.is_data());
        f.write_str(&list(alike.map(|records| match records {
            [one] => one.to_string(),
            all => {
                let len = all.iter().map(Content::data_len).sum();
                let data = Content::ApplicationData(len);
                format!("{data} in {} records", all.len())
            }
        })))
    }
}

impl Content {
    fn is_data(&self) -> bool {
        matches!(self, Content::ApplicationData(_))
    }

    fn data_len(&self) -> usize {
        match self {
            Content::ApplicationData(len) => *len,
            _ => 0,
        }
    }
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;

    fn over_tcp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        let mut records = Vec::new();
        let to_come = carried.own.to_come.min(carried.payload.len());
        let (before, mut rest) = carried.payload.split_at(to_come);
        if to_come > 0 {
            carried.own.to_come -= to_come;
            let slot = Slot::bytes("Rest of a record", 0..to_come);
            carried.sink.put_varying(slot, show(before));
            records.push(Content::Rest(to_come));
        }
        let mut base = carried.base + to_come;
        while let Ok(record) = Record::new_checked(rest) {
            carried.sink.rebase(base);
            let encrypted = carried.own.reading == Reading::Encrypted;
            records.push(record.describe(encrypted, carried.sink));
            if record.content_type() == ContentType::CHANGE_CIPHER_SPEC {
                carried.own.reading = Reading::Encrypted;
            }
            let end = record.fragment_range().end;
            carried.own.to_come = field::HEADER + record.len() - end;
            base += end;
            rest = rest.get(end..).unwrap_or_default();
        }
        (!records.is_empty()).then_some(Repr { records })
    }
}

/// `TLSPlaintext` (RFC 8446 §5.1).
mod field {
    use super::Slot;

    pub const TYPE: Slot = Slot::bytes("Content type", 0..1);
    pub const VERSION: Slot = Slot::bytes("Legacy record version", 1..3);
    pub const LENGTH: Slot = Slot::bytes("Length", 3..5);

    pub const HEADER: usize = 5;
}

/// 2^14 bytes, and 2048 for what 1.2 adds (RFC 5246 §6.2.3).
const LONGEST: usize = (1 << 14) + 2048;

/// A record whose header is whole; its fragment may be cut short.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    bytes: &'a [u8],
}

impl<'a> Record<'a> {
    /// Fails with [`Error::Truncated`] on less than a header, and with
    /// [`Error::Malformed`] where type, version or length are none of TLS.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Record<'a>, Error> {
        let record = Record { bytes };
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        let known = record.content_type().name().is_some()
            && Version(record.version()).name().is_some()
            && (1..=LONGEST).contains(&record.len());
        if known {
            Ok(record)
        } else {
            Err(Error::Malformed)
        }
    }

    /// What the record carries.
    pub fn content_type(&self) -> ContentType {
        ContentType(field::TYPE.read_u8(self.bytes))
    }

    /// The version, which says 1.2 or less even where 1.3 is spoken.
    pub fn version(&self) -> u16 {
        field::VERSION.read_u16(self.bytes)
    }

    /// The length of the fragment in bytes, as the header has it.
    #[allow(clippy::len_without_is_empty)] // It is never empty.
    pub fn len(&self) -> usize {
        field::LENGTH.read(self.bytes) as usize
    }

    /// The fragment, or as much of it as is here.
    pub fn fragment_range(&self) -> Range<usize> {
        let end = field::HEADER + self.len();
        field::HEADER..end.min(self.bytes.len())
    }

    /// Describes the record. Where its sender has begun to encrypt, only a
    /// message that cannot be encrypted is read.
    fn describe(&self, encrypted: bool, sink: &mut Sink) -> Content {
        let kind = self.content_type();
        sink.put(field::TYPE, named(kind.name(), kind.0));
        sink.put(field::VERSION, Version(self.version()));
        sink.put(field::LENGTH, self.len());

        let range = self.fragment_range();
        let fragment = self.bytes.get(range.clone()).unwrap_or_default();
        let is_hidden = encrypted && !self.is_clear(fragment);
        match kind {
            ContentType::APPLICATION_DATA => {
                encrypt(range, fragment, sink);
                Content::ApplicationData(self.len())
            }
            ContentType::CHANGE_CIPHER_SPEC => {
                sink.put(Slot::bytes("Type", range), show(fragment));
                Content::ChangeCipherSpec
            }
            kind if is_hidden => {
                encrypt(range, fragment, sink);
                Content::Encrypted(kind)
            }
            ContentType::HANDSHAKE => {
                sink.advance(field::HEADER);
                let all = handshake::describe(fragment, self.len(), sink);
                if all.is_empty() {
                    Content::Unread(kind)
                } else {
                    Content::Handshake(all)
                }
            }
            ContentType::ALERT => {
                let alert = describe_alert(range, fragment, sink);
                alert.map_or(Content::Unread(kind), Content::Alert)
            }
            _ => {
                sink.put_varying(Slot::bytes("Message", range), show(fragment));
                Content::Heartbeat
            }
        }
    }

    /// Whether the record is in the clear even after a ChangeCipherSpec, as
    /// TLS 1.3 sends one for the sake of middleboxes (RFC 8446 §D.4): the
    /// second hello after a HelloRetryRequest, which fills its record to the
    /// byte, or an alert, which is shorter than anything encrypted.
    fn is_clear(&self, fragment: &[u8]) -> bool {
        match self.content_type() {
            ContentType::HANDSHAKE => handshake::is_hello(fragment, self.len()),
            ContentType::ALERT => self.len() == ALERT_LEN,
            _ => false,
        }
    }
}

/// An alert's level and description, a byte each (RFC 8446 §6).
const ALERT_LEN: usize = 2;

fn encrypt(range: Range<usize>, fragment: &[u8], sink: &mut Sink) {
    sink.put_varying(Slot::bytes("Encrypted record", range), show(fragment));
}

/// An alert that is not encrypted: nothing if it is.
fn describe_alert(
    range: Range<usize>,
    fragment: &[u8],
    sink: &mut Sink,
) -> Option<AlertDescription> {
    let [level @ 1..=2, description] = fragment else {
        return None;
    };
    let level = if *level == 1 { "warning" } else { "fatal" };
    let description = AlertDescription(*description);
    let middle = range.start + 1;
    sink.put(Slot::bytes("Level", range.start..middle), level);
    sink.put(Slot::bytes("Description", middle..range.end), description);
    Some(description)
}
