//! Resource records (RFC 1035 §4.1.3).

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::{Class, Type, name, take_name};
use crate::layout::{Slot, number};
use crate::sink::Sink;
use crate::text::{hex, show};
use crate::walk::Walk;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Of what name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Its class; of EDNS, the largest payload (RFC 6891 §6.1.2).
    pub class: Class,
    /// How many seconds it may be kept.
    pub ttl: u32,
    /// What it says.
    pub data: Data,
}

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// The address in an A record.
    A(Ipv4Addr),
    /// The address in an AAAA record.
    Aaaa(Ipv6Addr),
    /// The name in an NS, CNAME or PTR record.
    Name(String),
    /// A mail server, and how it is to be preferred: the lower the more.
    Mx(u16, String),
    /// The character strings of a TXT record.
    Txt(Vec<Vec<u8>>),
    /// Any other, or one that is malformed.
    Other(Vec<u8>),
}

impl fmt::Display for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Data::A(address) => address.fmt(f),
            Data::Aaaa(address) => address.fmt(f),
            Data::Name(name) => name.fmt(f),
            Data::Mx(preference, name) => write!(f, "{preference} {name}"),
            Data::Txt(strings) => {
                let all = strings.iter().map(|bytes| match &bytes[..] {
                    [] => "\"\"".to_owned(),
                    bytes => show(bytes),
                });
                f.write_str(&all.collect::<Vec<_>>().join(" "))
            }
            Data::Other(bytes) => f.write_str(&hex(bytes)),
        }
    }
}

/// The sections of records in a message, read from the front.
pub(super) struct Section<'a> {
    pub(super) message: &'a [u8],
    pub(super) walk: Walk<'a>,
}

impl Section<'_> {
    /// Describes the next record; nothing where it is malformed.
    pub(super) fn describe_record(
        &mut self,
        sink: &mut Sink,
    ) -> Option<Record> {
        let (range, name) = take_name(self.message, &mut self.walk)?;
        sink.put(Slot::bytes("NAME", range), &name);
        let (range, kind) = self.walk.number(2)?;
        let kind = Type(kind as u16);
        sink.put(Slot::bytes("TYPE", range), kind);
        let (range, class) = self.walk.number(2)?;
        let class = Class(class as u16);
        let shown = match kind {
            // EDNS puts the payload size here (RFC 6891 §6.1.2).
            Type::OPT => format!("UDP payload size {}", class.0),
            _ => class.to_string(),
        };
        sink.put(Slot::bytes("CLASS", range), shown);
        let (range, ttl) = self.walk.number(4)?;
        sink.put(Slot::bytes("TTL", range), ttl);
        let (range, len) = self.walk.number(2)?;
        sink.put(Slot::bytes("RDLENGTH", range), len);
        let (range, bytes) = self.walk.slice(len as usize)?;
        let data = self.data(kind, range.start, bytes);
        let data = data.unwrap_or_else(|| Data::Other(bytes.to_vec()));
        sink.put(Slot::bytes("RDATA", range), &data);
        Some(Record {
            name,
            kind,
            class,
            ttl,
            data,
        })
    }

    /// What the data of a record says; nothing where it is malformed.
    fn data(&self, kind: Type, at: usize, data: &[u8]) -> Option<Data> {
        match kind {
            Type::A => {
                let octets = <[u8; 4]>::try_from(data).ok()?;
                Some(Data::A(octets.into()))
            }
            Type::AAAA => {
                let octets = <[u8; 16]>::try_from(data).ok()?;
                Some(Data::Aaaa(octets.into()))
            }
            Type::NS | Type::CNAME | Type::PTR => {
                Some(Data::Name(self.name_within(at, data.len())?))
            }
            Type::MX => {
                let len = data.len().checked_sub(2)?;
                let name = self.name_within(at + 2, len)?;
                Some(Data::Mx(number(data.get(..2)?) as u16, name))
            }
            Type::TXT => strings(data).map(Data::Txt),
            _ => None,
        }
    }

    /// The name that takes exactly `len` bytes at `at`.
    fn name_within(&self, at: usize, len: usize) -> Option<String> {
        let (end, name) = name(self.message, at)?;
        (end == at + len).then_some(name)
    }
}

/// The character strings of a TXT record (RFC 1035 §3.3.14).
fn strings(data: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut walk = Walk::new(data);
    let mut strings = Vec::new();
    while !walk.rest().is_empty() {
        let (_, len) = walk.number(1)?;
        let (_, bytes) = walk.slice(len as usize)?;
        strings.push(bytes.to_vec());
    }
    Some(strings)
}
