//! The Domain Name System (RFC 1035).

use std::fmt;
use std::ops::Range;

use crate::carried::{Carried, Speaks};
use crate::error::Error;
use crate::layout::{Layer, Slot};
use crate::sink::Sink;
use crate::text::list;
use crate::walk::Walk;

mod name;
mod names;
mod record;

pub use name::name;
pub use names::{Class, Code, Type};
use record::Section;
pub use record::{Data, Record};

/// DNS.
pub const LAYER: Layer = Layer::new("DNS", &field::FIGURE);

/// The port of DNS servers (RFC 1035 §4.2), and that of this book's.
const PORTS: [u16; 2] = [53, 7352];

/// The messages in a payload: over TCP there may be several (RFC 7766
/// §6.2.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repr {
    /// In their order.
    pub messages: Vec<Said>,
}

/// What a message says, as far as it is well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What a response has in common with its query.
    pub id: u16,
    /// How the query went, if it is a response.
    pub response: Option<Code>,
    /// Whether it was too long for its transport, and has been cut.
    pub truncated: bool,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The numbers of questions, answers, authorities and additional records
    /// that the header announces.
    pub counts: [u16; 4],
    /// Answers, authorities and additional records, in their order.
    pub records: Vec<Record>,
}

/// What is asked (RFC 1035 §4.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Of what name.
    pub name: String,
    /// For records of which type.
    pub kind: Type,
    /// And of which class.
    pub class: Class,
}

impl Said {
    /// The answers among the records.
    pub fn answers(&self) -> &[Record] {
        let count = usize::from(self.counts[1]).min(self.records.len());
        self.records.get(..count).unwrap_or_default()
    }
}

/// `query A localhost`, `response A localhost, NOERROR, 1 answer`.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.response.is_some() {
            "response"
        } else {
            "query"
        };
        f.write_str(word)?;
        if let Some(question) = self.questions.first() {
            write!(f, " {} {}", question.kind, question.name)?;
        }
        match (self.response, self.counts[1]) {
            (None, _) => Ok(()),
            (Some(code), 1) => write!(f, ", {code}, 1 answer"),
            (Some(code), count) => write!(f, ", {code}, {count} answers"),
        }
    }
}

impl fmt::Display for Repr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&list(&self.messages))
    }
}

impl Speaks for Repr {
    const LAYER: Layer = LAYER;

    /// Each message has its length in front (RFC 1035 §4.2.2). One that goes
    /// on in the next segment is not recognized.
    fn over_tcp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        if !carried.is_expected(LAYER, &PORTS) {
            return None;
        }
        let mut messages = Vec::new();
        let mut walk = Walk::new(carried.payload);
        while let Some((range, message)) = next_message(&mut walk) {
            carried.sink.rebase(carried.base);
            let slot = Slot::bytes("Length", range.start..range.start + 2);
            carried.sink.put(slot, range.len() - 2);
            carried.sink.advance(range.start + 2);
            messages.push(message.describe(carried.sink));
        }
        (!messages.is_empty()).then_some(Repr { messages })
    }

    fn over_udp(carried: &mut Carried<'_, '_>) -> Option<Repr> {
        if !carried.is_expected(LAYER, &PORTS) {
            return None;
        }
        let message = Message::new_checked(carried.payload).ok()?;
        let messages = vec![message.describe(carried.sink)];
        Some(Repr { messages })
    }
}

/// A message with its length, and where both stand.
fn next_message<'a>(
    walk: &mut Walk<'a>,
) -> Option<(Range<usize>, Message<'a>)> {
    let start = walk.at();
    let (_, len) = walk.number(2)?;
    let (range, bytes) = walk.slice(len as usize)?;
    let message = Message::new_checked(bytes).ok()?;
    Some((start..range.end, message))
}

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

    pub const FIGURE: [Slot; 15] = [
        ID, QR, OPCODE, AA, TC, RD, RA, Z, AD, CD, RCODE, QDCOUNT, ANCOUNT,
        NSCOUNT, ARCOUNT,
    ];
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

    /// How the query went.
    pub fn response_code(&self) -> Code {
        Code(field::RCODE.read_u8(self.bytes))
    }

    /// The numbers of questions, answers, authorities and additional records
    /// that the header announces.
    pub fn counts(&self) -> [u16; 4] {
        field::COUNTS.map(|slot| slot.read_u16(self.bytes))
    }

    /// Describes the message; what is malformed in it stays data.
    fn describe(&self, sink: &mut Sink) -> Said {
        sink.put_varying(field::ID, format!("{:#06x}", self.id()));
        for slot in field::BITS {
            sink.put(slot.clone(), slot.read(self.bytes));
        }
        sink.put(field::RCODE, self.response_code());
        for slot in field::COUNTS {
            sink.put(slot.clone(), slot.read(self.bytes));
        }
        let mut said = Said {
            id: self.id(),
            response: self.is_response().then(|| self.response_code()),
            truncated: field::TC.read(self.bytes) == 1,
            questions: Vec::new(),
            counts: self.counts(),
            records: Vec::new(),
        };
        // Nothing means that it is malformed there: what was before is put.
        let _ = self.describe_body(&mut said, sink);
        said
    }

    fn describe_body(&self, said: &mut Said, sink: &mut Sink) -> Option<()> {
        let mut walk = Walk::from(self.bytes, field::HEADER);
        let [questions, answers, authorities, additional] = self.counts();
        for _ in 0..questions {
            let question = self.describe_question(&mut walk, sink)?;
            said.questions.push(question);
        }
        let records = usize::from(answers)
            + usize::from(authorities)
            + usize::from(additional);
        let mut section = Section {
            message: self.bytes,
            walk,
        };
        for _ in 0..records {
            said.records.push(section.describe_record(sink)?);
        }
        Some(())
    }

    /// The figure of RFC 1035 §4.1.2.
    fn describe_question(
        &self,
        walk: &mut Walk<'a>,
        sink: &mut Sink,
    ) -> Option<Question> {
        let (range, name) = take_name(self.bytes, walk)?;
        sink.put(Slot::bytes("QNAME", range), &name);
        let (range, kind) = walk.number(2)?;
        let kind = Type(kind as u16);
        sink.put(Slot::bytes("QTYPE", range), kind);
        let (range, class) = walk.number(2)?;
        let class = Class(class as u16);
        sink.put(Slot::bytes("QCLASS", range), class);
        Some(Question { name, kind, class })
    }
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
