//! The `.wire` format: the packets of one run, in the order in which they
//! crossed.
//!
//! ```text
//! 1 client > server  SYN seq 0, 0 bytes, mss 65495
//!     45 00 00 3c 1c 46 40 00 40 06 20 7c 7f 00 00 01  E..<.F@.@. |....
//! ```
//!
//! The heads are for people who read or review the file; they are derived
//! from the bytes, and a file whose heads say something else is refused.
//! The bytes are those of the run that was recorded last. Two traces are
//! compared by [`Trace::canonical`], in which what differs from run to run
//! is left out.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::ops::Range;

use wire::Application;
use wire::http::Head;
use wire::tcp::Flags;
use wire::tls::{ClientHello, Content, Handshake};

use crate::ParseError;
use crate::story::{Event, Story};

/// How many bytes of a packet stand on a line.
const WIDTH: usize = 16;

/// The packets of one run.
///
/// They are dissected once, when the trace is made, and cannot be changed
/// after that: what they say cannot differ from what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// How it is recorded and compared.
    pub settings: Settings,
    events: Vec<Event>,
}

/// What the first lines of a `.wire` file ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Consecutive data segments of one direction count as one run of
    /// bytes, and the bare acknowledgements among them not at all: a
    /// library or Nagle's rule cuts them as it likes.
    pub merges: bool,
    /// Each direction counts as one run of bytes, and how the two interleave
    /// not at all: where both sides speak without waiting, as they do at the
    /// beginning of SSH, the scheduler decides.
    pub streams: bool,
    /// The largest packet, in bytes, that the loopback carried, which was
    /// then made to leave no cutting to a network card. Its own default,
    /// 65536 bytes and all cutting left to nobody, where there is none.
    pub mtu: Option<u32>,
}

impl Settings {
    /// Reads the first lines of a `.wire` file, without the packets.
    pub fn parse(text: &str) -> Settings {
        let mut settings = Settings::default();
        for line in text.lines() {
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["#", "merges"] => settings.merges = true,
                ["#", "streams"] => settings.streams = true,
                ["#", "mtu", bytes] => settings.mtu = bytes.parse().ok(),
                _ => {}
            }
        }
        settings
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.merges {
            writeln!(f, "# merges")?;
        }
        if self.streams {
            writeln!(f, "# streams")?;
        }
        if let Some(mtu) = self.mtu {
            writeln!(f, "# mtu {mtu}")?;
        }
        Ok(())
    }
}

impl Trace {
    /// A trace of these packets, each from its IP header on, in the order in
    /// which they crossed.
    pub fn new(
        settings: Settings,
        packets: impl IntoIterator<Item = Vec<u8>>,
    ) -> Trace {
        let mut story = Story::default();
        let packets = (1..).zip(packets);
        let events = packets.map(|(number, bytes)| story.event(number, bytes));
        Trace {
            settings,
            events: events.collect(),
        }
    }

    /// Reads the text of a `.wire` file.
    ///
    /// # Errors
    /// The first line that fits nowhere, and a head that its packet's
    /// bytes contradict.
    pub fn parse(text: &str) -> Result<Trace, ParseError> {
        let mut packets: Vec<Vec<u8>> = Vec::new();
        let mut heads = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let fail = |problem: String| ParseError {
                line: index + 1,
                problem,
            };
            if let Some(dump) = line.strip_prefix("    ") {
                let packet = packets.last_mut();
                let packet = packet.ok_or_else(|| {
                    fail("bytes before the first packet's head".into())
                })?;
                let hex = dump.split("  ").next().unwrap_or_default();
                for byte in hex.split(' ') {
                    let byte = u8::from_str_radix(byte, 16).map_err(|_| {
                        fail(format!("`{byte}` is no byte in hexadecimal"))
                    })?;
                    packet.push(byte);
                }
            } else if line.starts_with(|c: char| c.is_ascii_digit()) {
                heads.push((index + 1, line));
                packets.push(Vec::new());
            } else if !line.is_empty() && !line.starts_with('#') {
                return Err(fail(format!(
                    "`{line}` is neither head nor bytes"
                )));
            }
        }
        let trace = Trace::new(Settings::parse(text), packets);
        for (event, (line, head)) in trace.events.iter().zip(heads) {
            if event.head() != head {
                let problem = format!(
                    "the packet's bytes say `{}`; \
                     a record is not edited by hand, BLESS it",
                    event.head()
                );
                return Err(ParseError { line, problem });
            }
        }
        Ok(trace)
    }

    /// The packets as a story: who sent what to whom.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The packets, each from its IP header on.
    pub fn packets(&self) -> impl Iterator<Item = &[u8]> {
        self.events.iter().map(|event| &event.bytes[..])
    }

    /// What two runs of the same exchange have in common: direction,
    /// flags, relative numbers, lengths, and each byte that does not vary
    /// by its nature (an `xx` stands for those that do). An acknowledgment
    /// that the same side's next packet repeats is left out.
    pub fn canonical(&self) -> String {
        let events = without_delayed(&self.events);
        let mut out = String::new();
        if self.settings.streams {
            return streams(&events);
        }
        let mut rest = events.as_slice();
        while let [event, after @ ..] = rest {
            rest = after;
            if !self.settings.merges || !event.has_data() {
                let _ = writeln!(out, "{}", event.head_unnumbered());
                dump(&mut out, &event.masked());
                continue;
            }
            // A run of data in one direction, up to whatever else follows.
            let mut run = event.payload().to_vec();
            let mut masked = event.masked_payload();
            while let [next, after @ ..] = rest {
                if next.has_data() && next.from == event.from {
                    run.extend_from_slice(next.payload());
                    masked.extend(next.masked_payload());
                } else if !next.is_bare_ack() {
                    break;
                }
                rest = after;
            }
            let (from, to) = (&event.from, &event.to);
            let _ = writeln!(out, "{from} > {to}  {} bytes", run.len());
            mask_dates(&run, &mut masked);
            dump(&mut out, &masked);
        }
        out
    }
}

impl fmt::Display for Trace {
    /// Prints the text that [`Trace::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.settings)?;
        for event in &self.events {
            writeln!(f, "{}", event.head())?;
            let bytes: Vec<_> = event.bytes.iter().map(|b| Some(*b)).collect();
            let mut text = String::new();
            dump(&mut text, &bytes);
            f.write_str(&text)?;
        }
        Ok(())
    }
}

impl Event {
    fn head(&self) -> String {
        format!("{} {}", self.number, self.head_unnumbered())
    }

    /// What it is, without its place in the trace.
    pub(crate) fn head_unnumbered(&self) -> String {
        let Event {
            from,
            to,
            label,
            numbers,
            ..
        } = self;
        format!("{from} > {to}  {label} {numbers}")
            .trim_end()
            .into()
    }

    /// What the transport carries.
    pub fn payload(&self) -> &[u8] {
        &self.bytes[self.dissection.payload.clone()]
    }

    fn has_data(&self) -> bool {
        self.dissection.tcp().is_some() && !self.payload().is_empty()
    }

    fn ack(&self) -> Option<u32> {
        let tcp = self.dissection.tcp()?;
        tcp.has(Flags::ACK).then_some(tcp.ack)
    }

    fn is_syn(&self) -> bool {
        let tcp = self.dissection.tcp();
        tcp.is_some_and(|tcp| tcp.has(Flags::SYN))
    }

    fn is_bare_ack(&self) -> bool {
        let tcp = self.dissection.tcp();
        self.payload().is_empty()
            && tcp.is_some_and(|tcp| tcp.flags == Flags::ACK)
    }

    /// All bytes, without those that vary, and in an order that does not.
    fn masked(&self) -> Vec<Option<u8>> {
        let mut bytes: Vec<_> = self.bytes.iter().map(|b| Some(*b)).collect();
        for field in self.dissection.fields.iter().filter(|f| f.varies) {
            bytes[field.range.clone()].fill(None);
        }
        for hello in self.client_hellos() {
            sort_places(&mut bytes, &hello.extensions);
        }
        bytes
    }

    /// The same of what the transport carries.
    fn masked_payload(&self) -> Vec<Option<u8>> {
        self.masked()[self.dissection.payload.clone()].to_vec()
    }

    fn client_hellos(&self) -> impl Iterator<Item = &ClientHello> {
        let said = self.dissection.application.iter();
        let records = said.flat_map(|said| match said {
            Application::Tls(said) => &said.records[..],
            _ => &[],
        });
        let messages = records.flat_map(|record| match record {
            Content::Handshake(messages) => &messages[..],
            _ => &[],
        });
        messages.filter_map(|message| match message {
            Handshake::ClientHello(hello) => Some(hello),
            _ => None,
        })
    }
}

/// Sorts the contents of these places, which follow each other: what a
/// library shuffles in each run is compared as a set.
fn sort_places(bytes: &mut [Option<u8>], places: &[Range<usize>]) {
    let (Some(first), Some(last)) = (places.first(), places.last()) else {
        return;
    };
    let mut contents: Vec<_> = places
        .iter()
        .map(|place| bytes[place.clone()].to_vec())
        .collect();
    contents.sort();
    bytes[first.start..last.end].copy_from_slice(&contents.concat());
}

/// What each side said, from first to last.
fn streams(events: &[&Event]) -> String {
    let mut sides: BTreeMap<(&str, &str), Vec<Option<u8>>> = BTreeMap::new();
    for event in events.iter().filter(|event| event.has_data()) {
        let side = sides.entry((&event.from, &event.to)).or_default();
        side.extend(event.masked_payload());
    }
    let mut out = String::new();
    for ((from, to), bytes) in sides {
        let _ = writeln!(out, "{from} > {to}  {} bytes", bytes.len());
        dump(&mut out, &bytes);
    }
    out
}

/// What is acknowledged by an answer is acknowledged alone, before it, where
/// a busy machine lets the answer wait: a kernel delays an acknowledgment
/// for so long only (RFC 9293 §3.8.6.3; 40 ms on Linux).
fn without_delayed(events: &[Event]) -> Vec<&Event> {
    let mut events: Vec<_> = events.iter().collect();
    let mut at = 0;
    while let Some(event) = events.get(at) {
        let next = events[at + 1..].iter().find(|e| e.from == event.from);
        let before = events[..at].iter().rfind(|e| e.from == event.to);
        let repeated = next.is_some_and(|next| next.ack() == event.ack());
        // The answer to a SYN is no such thing: no data can come before it.
        let of_syn = before.is_none_or(|event| event.is_syn());
        if event.is_bare_ack() && repeated && !of_syn {
            events.remove(at);
        } else {
            at += 1;
        }
    }
    events
}

/// Leaves out the value of an HTTP Date field, also where no segment has all
/// of it.
fn mask_dates(payload: &[u8], masked: &mut [Option<u8>]) {
    let lines = Head::new_checked(payload).map(|head| head.lines());
    for line in lines.unwrap_or_default() {
        let date = |name: &[u8]| name.eq_ignore_ascii_case(b"date");
        if line.field().is_some_and(|(name, _)| date(name)) {
            masked[line.range.clone()].fill(None);
        }
    }
}

/// Lines of hexadecimal and ASCII, `xx` for what is left out.
fn dump(out: &mut String, bytes: &[Option<u8>]) {
    for line in bytes.chunks(WIDTH) {
        let hex: Vec<String> = line
            .iter()
            .map(|byte| match byte {
                Some(byte) => format!("{byte:02x}"),
                None => "xx".to_string(),
            })
            .collect();
        let ascii: String = line
            .iter()
            .map(|byte| match byte {
                Some(byte @ 0x20..0x7f) => char::from(*byte),
                _ => '.',
            })
            .collect();
        let width = 3 * WIDTH - 1;
        let _ = writeln!(out, "    {:<width$}  {ascii}", hex.join(" "));
    }
}

#[cfg(test)]
mod tests;
