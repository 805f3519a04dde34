//! The drawing of a record: a panel for each connection, and in it the
//! packets that the page is about, with those around them folded.

use super::actors::actor;
use super::folds::parts;
use super::ids::Ids;
use super::place::Place;
use super::sequence::{self, Look, Message, Row, Sequence};
use crate::check::states::Walk;
use ::wire::Transport;
use ::wire::icmp::Message as Icmp;
use ::wire::tcp::Flags;
use record::{Event, Numbers};
use std::fmt::Write;
use std::ops::RangeInclusive;

/// What all panels of a figure have in common.
pub struct Figure<'a> {
    /// The names of its parts.
    pub ids: &'a Ids,
    /// Every packet of the record.
    pub events: &'a [Event],
    /// TCP's states, where they are drawn.
    pub walk: &'a Walk,
    /// The packets that the page is about.
    pub shown: RangeInclusive<usize>,
}

/// The packets of one step of a run, drawn, below the boxes of their two
/// ends where these are not the ends of the packets before.
pub fn packets(
    figure: &Figure,
    numbers: &[usize],
    step: usize,
    pair: &mut Option<[String; 2]>,
) -> String {
    let mut out = String::new();
    let events = figure.events.iter();
    let events = events.filter(|event| numbers.contains(&event.number));
    let events: Vec<&Event> = events.collect();
    for events in
        events.chunk_by(|a, b| same([&a.from, &a.to], [&b.from, &b.to]))
    {
        // Who spoke first stands on the left, whoever speaks now.
        let mut all = figure.events.iter().map(ends_of);
        let ends = ends_of(events[0]);
        let ends = all.find(|first| same(*first, ends)).unwrap_or(ends);
        let known = pair.as_ref().map(|[one, other]| [&**one, &**other]);
        let known = known.filter(|known| same(*known, ends));
        if known.is_none() {
            out += &heads(figure, ends);
        }
        let ends = known.unwrap_or(ends);
        let mut drawn = drawing(figure, ends, events);
        for row in &mut drawn.rows {
            if let Row::Message(message) = row
                && let Some(place) = &mut message.place
            {
                place.step = step;
            }
        }
        out += &sequence::svg(&drawn);
        out.push('\n');
        *pair = Some(ends.map(String::from));
    }
    out
}

fn ends_of(event: &Event) -> [&str; 2] {
    [&event.from, &event.to]
}

/// The boxes of two ends, and the states that they begin in.
pub fn heads(figure: &Figure, pair: [&str; 2]) -> String {
    let mut head = drawing(figure, pair, &[]).headed();
    head.rows.extend(start(figure.walk, pair));
    sequence::svg(&head) + "\n"
}

/// Three parties would be drawn too small for a telephone, so each pair has
/// a panel of its own. The numbers tell in which order things happened.
pub fn panels(figure: &Figure) -> String {
    let mut pairs: Vec<[&str; 2]> = Vec::new();
    for event in figure.events {
        let pair = [&*event.from, &*event.to];
        if !pairs.iter().any(|known| same(*known, pair)) {
            pairs.push(pair);
        }
    }
    let panels = pairs.iter().map(|pair| panel(figure, *pair));
    panels.collect()
}

fn same(one: [&str; 2], other: [&str; 2]) -> bool {
    one == other || one == [other[1], other[0]]
}

fn panel(figure: &Figure, pair: [&str; 2]) -> String {
    let events = figure.events.iter();
    let events = events.filter(|e| same(pair, [&e.from, &e.to]));
    let events: Vec<&Event> = events.collect();
    let mut out = String::from("<div class=\"sequence\">");
    for (index, part) in parts(&events, &figure.shown).iter().enumerate() {
        let mut drawn = drawing(figure, pair, part.events);
        if index == 0 {
            drawn.rows.splice(0..0, start(figure.walk, pair));
            // The boxes stand above what is folded, not in it.
            if part.fold.is_some() {
                out += &sequence::svg(&drawing(figure, pair, &[]).headed());
            } else {
                drawn = drawn.headed();
            }
        }
        let svg = sequence::svg(&drawn);
        out += &match &part.fold {
            None => svg,
            Some(fold) => format!(
                "<details class=\"fold\"><summary>{fold}</summary>{svg}\
                 </details>"
            ),
        };
    }
    out + "</div>\n"
}

fn drawing(figure: &Figure, pair: [&str; 2], events: &[&Event]) -> Sequence {
    let mut rows = Vec::new();
    for event in events {
        rows.push(Row::Message(message(figure.ids, event, pair)));
        let after = figure.walk.after.get(event.number - 1);
        let after = after.into_iter().flatten();
        let after = after.map(|(name, states)| (name, states.join(" → ")));
        rows.extend(states(after, pair));
    }
    Sequence {
        title: title(pair, events),
        description: "Time goes downward. The list after it says the same \
                      packet by packet."
            .to_string(),
        actors: pair.iter().map(|n| actor(n, figure.events)).collect(),
        heads: false,
        rows,
    }
}

fn start(walk: &Walk, pair: [&str; 2]) -> Option<Row> {
    let start = walk.start.iter();
    states(start.map(|(name, state)| (name, state.to_string())), pair)
}

/// What becomes of these two, if something does.
fn states<'a>(
    changes: impl Iterator<Item = (&'a String, String)>,
    pair: [&str; 2],
) -> Option<Row> {
    let changes = changes.filter_map(|(name, state)| {
        Some((pair.iter().position(|n| n == name)?, state))
    });
    let changes: Vec<_> = changes.collect();
    (!changes.is_empty()).then_some(Row::States(changes))
}

/// `Packets 1 to 3 between client and server`.
fn title([from, to]: [&str; 2], events: &[&Event]) -> String {
    let mut out = match events {
        [] => String::new(),
        [one] => format!("Packet {} between ", one.number),
        [first, .., last] => {
            format!("Packets {} to {} between ", first.number, last.number)
        }
    };
    let _ = write!(out, "{from} and {to}");
    out
}

fn message(ids: &Ids, event: &Event, pair: [&str; 2]) -> Message {
    let (label, data) = label(event);
    Message {
        place: Some(place(ids, event)),
        from: usize::from(event.from != pair[0]),
        to: usize::from(event.to != pair[0]),
        look: look(event),
        label,
        data,
        numbers: numbers(&event.numbers),
    }
}

fn place(ids: &Ids, event: &Event) -> Place {
    Place {
        number: event.number,
        step: event.number,
        id: ids.arrow(event.number),
        href: ids.bytes(event.number),
        ends: format!("{} to {}, packet", event.from, event.to),
    }
}

/// A packet's numbers, the options of a SYN on a line of their own.
fn numbers(numbers: &Numbers) -> String {
    match numbers {
        Numbers::Segment {
            seq,
            ack,
            bytes,
            options: Some(options),
        } => {
            let plain = Numbers::Segment {
                seq: *seq,
                ack: *ack,
                bytes: *bytes,
                options: None,
            };
            format!("{plain}\n{options}")
        }
        numbers => numbers.to_string(),
    }
}

fn look(event: &Event) -> Look {
    let has_data = !event.payload().is_empty();
    match &event.dissection.transport {
        Transport::Tcp(tcp) if tcp.has(Flags::RST) => Look::Reset,
        Transport::Icmp(it) if it.message == Icmp::Unreachable => Look::Reset,
        Transport::Tcp(_) | Transport::Udp(_) if has_data => Look::Data,
        Transport::Tcp(tcp) if tcp.flags == Flags::ACK => Look::Bare,
        _ => Look::Plain,
    }
}

/// What a packet is, and what it carries: a message of a protocol that is
/// known, or the data if they are text.
pub fn label(event: &Event) -> (String, String) {
    let dissection = &event.dissection;
    let is_known = !dissection.application.is_empty();
    let text = match &dissection.transport {
        Transport::Tcp(tcp) if is_known => {
            return (tcp.flags.to_string(), dissection.info.clone());
        }
        Transport::Tcp(_) | Transport::Udp(_) if !is_known => {
            quoted(event.payload())
        }
        _ => None,
    };
    (event.label.clone(), text.unwrap_or_default())
}

/// Text in quotes, with its line ends visible, and its beginning if it is
/// long; of one character alone, how often it is there.
fn quoted(payload: &[u8]) -> Option<String> {
    const SHOWN: usize = 22;
    let text = str::from_utf8(payload).ok()?;
    let plain = |c: char| !c.is_control() || matches!(c, '\r' | '\n' | '\t');
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    let first = text.chars().next()?;
    let count = text.chars().count();
    if count > SHOWN && text.chars().all(|c| c == first) {
        return Some(format!("{count} × {:?}", first.to_string()));
    }
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    Some(format!("{shown:?}{more}"))
}
