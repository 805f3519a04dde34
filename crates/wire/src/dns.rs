//! The Domain Name System (RFC 1035).

use std::ops::Range;

use super::sink::{Sink, Walk};
use super::{Error, Slot};

mod name;
mod record;

pub use name::name;
use record::{Section, class_name, type_name};

/// The figure of RFC 1035 §4.1.1, with the bits that RFC 4035 §3 took from Z.
mod field {
    use super::Slot;

    pub const ID: Slot = Slot::bytes("ID", 0..2);
    pub const QR: Slot = Slot::bits("QR", 2..4, 0..1);
    pub const OPCODE: Slot = Slot::bits("Opcode", 2..4, 1..5);
    pub const AA: Slot = Slot::bits("AA", 2..4, 5..6);
    pub const TC: Slot = Slot::bits("TC", 2..4, 6..7);
    pub const RD: Slot = Slot::bits("RD", 2..4, 7..8);
    pub const RA: Slot = Slot::bits("RA", 2..4, 8..9);
    pub const Z: Slot = Slot::bits("Z", 2..4, 9..10);
    pub const AD: Slot = Slot::bits("AD", 2..4, 10..11);
    pub const CD: Slot = Slot::bits("CD", 2..4, 11..12);
    pub const RCODE: Slot = Slot::bits("RCODE", 2..4, 12..16);
    pub const QDCOUNT: Slot = Slot::bytes("QDCOUNT", 4..6);
    pub const ANCOUNT: Slot = Slot::bytes("ANCOUNT", 6..8);
    pub const NSCOUNT: Slot = Slot::bytes("NSCOUNT", 8..10);
    pub const ARCOUNT: Slot = Slot::bytes("ARCOUNT", 10..12);

    pub const HEADER: usize = 12;

    /// The bits between the ID and the response code.
    pub const BITS: [Slot; 9] = [QR, OPCODE, AA, TC, RD, RA, Z, AD, CD];
    pub const COUNTS: [Slot; 4] = [QDCOUNT, ANCOUNT, NSCOUNT, ARCOUNT];
}

/// A message whose header is whole.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    bytes: &'a [u8],
}

impl<'a> Message<'a> {
    /// Fails with [`Error::Truncated`] on less than a header.
    pub fn new_checked(bytes: &'a [u8]) -> Result<Message<'a>, Error> {
        if bytes.len() < field::HEADER {
            return Err(Error::Truncated);
        }
        Ok(Message { bytes })
    }

    /// What a response has in common with its query.
    pub fn id(&self) -> u16 {
        field::ID.read_u16(self.bytes)
    }

    /// Whether it answers a query.
    pub fn is_response(&self) -> bool {
        field::QR.read(self.bytes) == 1
    }

    /// How the query went: 0 is well.
    pub fn response_code(&self) -> u8 {
        field::RCODE.read(self.bytes) as u8
    }

    /// The numbers of questions, answers, authorities and additional records
    /// that the header announces.
    pub fn counts(&self) -> [u16; 4] {
        field::COUNTS.map(|slot| slot.read_u16(self.bytes))
    }

    /// The first question: its name and the number of its type.
    pub fn question(&self) -> Option<(String, u16)> {
        let (end, name) = name(self.bytes, field::HEADER)?;
        let (_, kind) = Walk::from(self.bytes, end).number(2)?;
        (self.counts()[0] > 0).then_some((name, kind as u16))
    }

    /// `query A localhost`, `response A localhost, NOERROR, 1 answer`.
    fn summary(&self) -> String {
        let question = self.question().map(|(name, kind)| {
            format!(" {} {name}", type_name(u32::from(kind)))
        });
        let question = question.unwrap_or_default();
        if !self.is_response() {
            return format!("query{question}");
        }
        let code = response_code_name(self.response_code());
        let answers = match self.counts()[1] {
            1 => "1 answer".to_owned(),
            count => format!("{count} answers"),
        };
        format!("response{question}, {code}, {answers}")
    }

    fn describe(&self, sink: &mut Sink) -> Option<()> {
        sink.put_varying(field::ID, format!("{:#06x}", self.id()));
        for slot in field::BITS {
            sink.put(slot.clone(), slot.read(self.bytes));
        }
        sink.put(field::RCODE, response_code_name(self.response_code()));
        for slot in field::COUNTS {
            sink.put(slot.clone(), slot.read(self.bytes));
        }

        let mut walk = Walk::from(self.bytes, field::HEADER);
        let [questions, answers, authorities, additional] = self.counts();
        for _ in 0..questions {
            self.describe_question(&mut walk, sink)?;
        }
        let records = usize::from(answers)
            + usize::from(authorities)
            + usize::from(additional);
        let mut section = Section {
            message: self.bytes,
            walk,
        };
        for _ in 0..records {
            section.describe_record(sink)?;
        }
        Some(())
    }

    /// The figure of RFC 1035 §4.1.2.
    fn describe_question(
        &self,
        walk: &mut Walk<'a>,
        sink: &mut Sink,
    ) -> Option<()> {
        let (range, name) = take_name(self.bytes, walk)?;
        sink.put(Slot::bytes("QNAME", range), name);
        let (range, kind) = walk.number(2)?;
        sink.put(Slot::bytes("QTYPE", range), type_name(kind));
        let (range, class) = walk.number(2)?;
        sink.put(Slot::bytes("QCLASS", range), class_name(class));
        Some(())
    }
}

/// Describes a message; what is malformed in it stays data.
pub(super) fn describe(payload: &[u8], sink: &mut Sink) -> Option<String> {
    let message = Message::new_checked(payload).ok()?;
    message.describe(sink);
    Some(message.summary())
}

/// The same with its length in front (RFC 1035 §4.2.2). A message that goes
/// on in the next segment is not recognized.
pub(super) fn describe_over_tcp(
    payload: &[u8],
    sink: &mut Sink,
) -> Option<String> {
    let mut walk = Walk::new(payload);
    let (range, len) = walk.number(2)?;
    let (_, bytes) = walk.slice(len as usize)?;
    let message = Message::new_checked(bytes).ok()?;
    sink.put(Slot::bytes("Length", range), len);
    sink.advance(2);
    message.describe(sink);
    Some(message.summary())
}

/// The name that stands next, and its bytes here.
fn take_name(
    message: &[u8],
    walk: &mut Walk<'_>,
) -> Option<(Range<usize>, String)> {
    let (end, name) = name(message, walk.at())?;
    let range = walk.take(end.checked_sub(walk.at())?)?;
    Some((range, name))
}

fn response_code_name(code: u8) -> String {
    const NAMES: [&str; 6] = [
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
    ];
    let name = NAMES.get(usize::from(code));
    name.map_or_else(|| code.to_string(), |name| (*name).to_owned())
}
