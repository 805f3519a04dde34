//! Resource records (RFC 1035 §4.1.3).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{name, take_name};
use crate::Slot;
use crate::layout::number;
use crate::sink::{Sink, Walk, hex, show};

const A: u32 = 1;
const NS: u32 = 2;
const CNAME: u32 = 5;
const PTR: u32 = 12;
const MX: u32 = 15;
const TXT: u32 = 16;
const AAAA: u32 = 28;
const OPT: u32 = 41;

/// The sections of records in a message, read from the front.
pub(super) struct Section<'a> {
    pub(super) message: &'a [u8],
    pub(super) walk: Walk<'a>,
}

impl Section<'_> {
    /// Describes the next record; nothing where it is malformed.
    pub(super) fn describe_record(&mut self, sink: &mut Sink) -> Option<()> {
        let (range, name) = take_name(self.message, &mut self.walk)?;
        sink.put(Slot::bytes("NAME", range), name);
        let (range, kind) = self.walk.number(2)?;
        sink.put(Slot::bytes("TYPE", range), type_name(kind));
        let (range, class) = self.walk.number(2)?;
        let class = match kind {
            // EDNS puts the payload size here (RFC 6891 §6.1.2).
            OPT => format!("UDP payload size {class}"),
            _ => class_name(class),
        };
        sink.put(Slot::bytes("CLASS", range), class);
        let (range, seconds) = self.walk.number(4)?;
        sink.put(Slot::bytes("TTL", range), seconds);
        let (range, len) = self.walk.number(2)?;
        sink.put(Slot::bytes("RDLENGTH", range), len);
        let (range, data) = self.walk.slice(len as usize)?;
        let value = self.data(kind, range.start, data);
        sink.put(Slot::bytes("RDATA", range), value);
        Some(())
    }

    /// What the data of a record says; as bytes where it is malformed.
    fn data(&self, kind: u32, at: usize, data: &[u8]) -> String {
        let known = match kind {
            A => <[u8; 4]>::try_from(data)
                .ok()
                .map(|octets| Ipv4Addr::from(octets).to_string()),
            AAAA => <[u8; 16]>::try_from(data)
                .ok()
                .map(|octets| Ipv6Addr::from(octets).to_string()),
            NS | CNAME | PTR => self.name_within(at, data.len()),
            MX => self
                .name_within(at + 2, data.len().saturating_sub(2))
                .zip(data.get(..2))
                .map(|(name, bytes)| format!("{} {name}", number(bytes))),
            TXT => strings(data),
            _ => None,
        };
        known.unwrap_or_else(|| hex(data))
    }

    /// The name that takes exactly `len` bytes at `at`.
    fn name_within(&self, at: usize, len: usize) -> Option<String> {
        let (end, name) = name(self.message, at)?;
        (end == at + len).then_some(name)
    }
}

/// The character strings of a TXT record (RFC 1035 §3.3.14).
fn strings(data: &[u8]) -> Option<String> {
    let mut walk = Walk::new(data);
    let mut strings = Vec::new();
    while !walk.rest().is_empty() {
        let (_, len) = walk.number(1)?;
        let (_, bytes) = walk.slice(len as usize)?;
        strings.push(if bytes.is_empty() {
            "\"\"".into()
        } else {
            show(bytes)
        });
    }
    Some(strings.join(" "))
}

/// The name of a record type, or `TYPE9` (RFC 3597 §5).
pub(super) fn type_name(kind: u32) -> String {
    let name = match kind {
        A => "A",
        NS => "NS",
        CNAME => "CNAME",
        6 => "SOA",
        PTR => "PTR",
        MX => "MX",
        TXT => "TXT",
        AAAA => "AAAA",
        33 => "SRV",
        OPT => "OPT",
        65 => "HTTPS",
        255 => "ANY",
        _ => return format!("TYPE{kind}"),
    };
    name.to_owned()
}

/// The name of a class, or `CLASS9` (RFC 3597 §5).
pub(super) fn class_name(class: u32) -> String {
    match class {
        1 => "IN".to_owned(),
        3 => "CH".to_owned(),
        255 => "ANY".to_owned(),
        _ => format!("CLASS{class}"),
    }
}
