//! Transport Layer Security (RFC 8446; RFC 5246 for what 1.2 has besides):
//! records, and the handshake messages that are not encrypted.

use std::ops::Range;

use super::sink::{Sink, show};
use super::{Error, Slot};

mod handshake;

/// `TLSPlaintext` (RFC 8446 §5.1).
mod field {
    use super::Slot;

    pub const TYPE: Slot = Slot::bytes("Content type", 0..1);
    pub const VERSION: Slot = Slot::bytes("Legacy record version", 1..3);
    pub const LENGTH: Slot = Slot::bytes("Length", 3..5);

    pub const HEADER: usize = 5;
}

const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

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
        let kind = CHANGE_CIPHER_SPEC..=APPLICATION_DATA;
        let known = kind.contains(&record.content_type())
            && (0x0300..=0x0304).contains(&record.version())
            && (1..=LONGEST).contains(&record.len());
        if known {
            Ok(record)
        } else {
            Err(Error::Malformed)
        }
    }

    /// What the record carries: 20 to 23.
    pub fn content_type(&self) -> u8 {
        field::TYPE.read(self.bytes) as u8
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

    /// Describes the record; the names of what is inside go to `names`.
    fn describe(
        &self,
        encrypted: bool,
        sink: &mut Sink,
        names: &mut Vec<String>,
    ) {
        let kind = content_type_name(self.content_type());
        let shown = format!("{kind} ({})", self.content_type());
        sink.put(field::TYPE, shown);
        sink.put(field::VERSION, version_name(u32::from(self.version())));
        sink.put(field::LENGTH, self.len());

        let range = self.fragment_range();
        let fragment = self.bytes.get(range.clone()).unwrap_or_default();
        match self.content_type() {
            APPLICATION_DATA => encrypt(range, fragment, sink),
            HANDSHAKE | ALERT if encrypted => {
                encrypt(range, fragment, sink);
                names.push(format!("encrypted {kind}"));
                return;
            }
            HANDSHAKE => {
                sink.advance(field::HEADER);
                let found = handshake::describe(fragment, self.len(), sink);
                if !found.is_empty() {
                    names.extend(found);
                    return;
                }
            }
            ALERT => {
                if let Some(name) = describe_alert(range, fragment, sink) {
                    names.push(name);
                    return;
                }
            }
            _ => sink.put(Slot::bytes("Type", range), show(fragment)),
        }
        names.push(kind.to_owned());
    }
}

/// Describes the records that begin in this payload.
pub(super) fn describe(payload: &[u8], sink: &mut Sink) -> Option<String> {
    let mut names = Vec::new();
    let mut encrypted = false;
    let mut rest = payload;
    let mut base = sink.base();
    while let Ok(record) = Record::new_checked(rest) {
        sink.rebase(base);
        record.describe(encrypted, sink, &mut names);
        encrypted |= record.content_type() == CHANGE_CIPHER_SPEC;
        let end = record.fragment_range().end;
        base += end;
        rest = rest.get(end..).unwrap_or_default();
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn encrypt(range: Range<usize>, fragment: &[u8], sink: &mut Sink) {
    sink.put_varying(Slot::bytes("Encrypted record", range), show(fragment));
}

/// An alert that is not encrypted (RFC 8446 §6): nothing if it is.
fn describe_alert(
    range: Range<usize>,
    fragment: &[u8],
    sink: &mut Sink,
) -> Option<String> {
    let [level @ 1..=2, description] = fragment else {
        return None;
    };
    let level = if *level == 1 { "warning" } else { "fatal" };
    let description = alert_name(*description);
    let middle = range.start + 1;
    sink.put(Slot::bytes("Level", range.start..middle), level);
    sink.put(Slot::bytes("Description", middle..range.end), &description);
    Some(format!("Alert: {description}"))
}

fn alert_name(description: u8) -> String {
    let name = match description {
        0 => "close_notify",
        10 => "unexpected_message",
        20 => "bad_record_mac",
        22 => "record_overflow",
        40 => "handshake_failure",
        42 => "bad_certificate",
        45 => "certificate_expired",
        46 => "certificate_unknown",
        47 => "illegal_parameter",
        48 => "unknown_ca",
        50 => "decode_error",
        51 => "decrypt_error",
        70 => "protocol_version",
        80 => "internal_error",
        112 => "unrecognized_name",
        116 => "certificate_required",
        120 => "no_application_protocol",
        _ => return description.to_string(),
    };
    name.to_owned()
}

fn content_type_name(kind: u8) -> &'static str {
    match kind {
        CHANGE_CIPHER_SPEC => "ChangeCipherSpec",
        ALERT => "Alert",
        HANDSHAKE => "Handshake",
        _ => "ApplicationData",
    }
}

fn version_name(version: u32) -> String {
    let name = match version {
        0x0300 => "SSL 3.0",
        0x0301 => "TLS 1.0",
        0x0302 => "TLS 1.1",
        0x0303 => "TLS 1.2",
        0x0304 => "TLS 1.3",
        _ => return format!("{version:#06x}"),
    };
    format!("{name} ({version:#06x})")
}
