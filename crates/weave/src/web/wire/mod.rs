//! The HTML of a wire record: a sequence figure, the same as text with every
//! packet's bytes and fields, and a file for Wireshark.

mod actors;
mod bytes;
mod download;
#[cfg(test)]
pub(crate) mod examples;
pub mod sequence;

use crate::check::content::Wished;
use crate::check::states::Walk;
use crate::web::html::escape;
use ::wire::Transport;
use ::wire::icmp::Message as Icmp;
use ::wire::tcp::Flags;
use actors::{actor, actors, one_server};
use record::{Event, Numbers, Trace};
use sequence::{Look, Message, Row, Sequence};
use std::fmt::Write;

/// A wire record as a figure.
pub fn figure(name: &str, trace: &Trace, wished: &Wished) -> String {
    let mut events = trace.events().to_vec();
    // A state is a connection's and not an end's.
    if wished.walk.is_none() {
        one_server(&mut events);
    }
    let nothing = Walk::default();
    let walk = wished.walk.as_ref().unwrap_or(&nothing);
    let svg = sequence::svg(&drawing(name, &events, walk));
    if wished.options.drawing {
        return alone(&svg, &events);
    }
    format!(
        "<figure class=\"wire\" id=\"wire-{name}\">\n{}{}{}</figure>",
        scroll(&svg, actors(&events).len()),
        packets(name, &events, walk, &wished.options.open),
        caption(name, trace, wished.walk.is_some()),
    )
}

/// A drawing whose record is taken apart elsewhere.
fn alone(svg: &str, events: &[Event]) -> String {
    let lines: String = events
        .iter()
        .map(|event| format!("<li>{}</li>\n", line(event)))
        .collect();
    format!(
        "<figure class=\"wire\">\n{}<details class=\"packets\">\n\
         <summary>The same as text</summary>\n<ol>\n{lines}</ol>\n\
         </details>\n</figure>",
        scroll(svg, actors(events).len())
    )
}

/// Two actors fit on every page. More scroll where they must, and then the
/// keyboard has to reach them.
pub fn scroll(svg: &str, actors: usize) -> String {
    if actors <= 2 {
        format!("<div class=\"sequence\">{svg}</div>\n")
    } else {
        format!(
            "<div class=\"sequence wide\" tabindex=\"0\" role=\"group\" \
         aria-label=\"Figure, scrolls\">{svg}</div>\n"
        )
    }
}

fn drawing(name: &str, events: &[Event], walk: &Walk) -> Sequence {
    let names = actors(events);
    let index = |name: &str| names.iter().position(|n| *n == name);
    let index = |name: &str| index(name).unwrap_or_default();
    let mut rows = Vec::new();
    let start = walk.start.iter();
    let start = start.map(|(name, state)| (index(name), state.to_string()));
    rows.extend((!walk.start.is_empty()).then(|| Row::States(start.collect())));
    for event in events {
        let ends = (index(&event.from), index(&event.to));
        rows.push(Row::Message(message(event, ends)));
        let changes = walk.after.get(event.number - 1).into_iter().flatten();
        let changes: Vec<_> = changes
            .map(|(name, states)| (index(name), states.join(" → ")))
            .collect();
        if !changes.is_empty() {
            rows.push(Row::States(changes));
        }
    }
    Sequence {
        title: format!("{}, drawn", counted(name, events)),
        description: format!(
            "A sequence diagram of {}, time downward. The list after it says \
             the same packet by packet.",
            names.join(" and ")
        ),
        actors: names.iter().map(|name| actor(name, events)).collect(),
        rows,
    }
}

fn counted(name: &str, events: &[Event]) -> String {
    let s = if events.len() == 1 { "" } else { "s" };
    format!("The {} packet{s} of {name}", events.len())
}

fn message(event: &Event, (from, to): (usize, usize)) -> Message {
    let (label, data) = label(event);
    Message {
        number: Some(event.number),
        from,
        to,
        look: look(event),
        label,
        data,
        numbers: numbers(&event.numbers),
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
fn label(event: &Event) -> (String, String) {
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
/// long.
fn quoted(payload: &[u8]) -> Option<String> {
    const SHOWN: usize = 24;
    let text = str::from_utf8(payload).ok()?;
    let plain = |c: char| !c.is_control() || matches!(c, '\r' | '\n' | '\t');
    if text.is_empty() || !text.chars().all(plain) {
        return None;
    }
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    Some(format!("{shown:?}{more}"))
}

/// The figure as text, a line a packet, with the packet inside.
fn packets(
    name: &str,
    events: &[Event],
    walk: &Walk,
    open: &[usize],
) -> String {
    let attribute = |open: bool| if open { " open=\"\"" } else { "" };
    let mut out = format!(
        "<details class=\"packets\"{}>\n<summary>The same as text, with the \
         bytes of each packet</summary>\n{}<ol>\n",
        attribute(!open.is_empty()),
        start(walk)
    );
    for event in events {
        let number = event.number;
        let _ = write!(
            out,
            "<li><details class=\"packet\" id=\"wire-{name}-{number}\"{}>\n\
             <summary>{}</summary>\n{}</details></li>\n",
            attribute(open.contains(&number)),
            summary(event, walk),
            bytes::html(event, open.contains(&number))
        );
    }
    out + "</ol>\n</details>\n"
}

fn start(walk: &Walk) -> String {
    let states: Vec<_> = walk
        .start
        .iter()
        .map(|(name, state)| format!("{name} {state}"))
        .collect();
    if states.is_empty() {
        String::new()
    } else {
        format!("<p>At first: {}.</p>\n", states.join(", "))
    }
}

fn summary(event: &Event, walk: &Walk) -> String {
    let mut out = line(event);
    for (who, states) in walk.after.get(event.number - 1).into_iter().flatten()
    {
        let states = states.join(" → ");
        let _ = write!(out, " <em>{} {states}</em>", escape(who));
    }
    out
}

/// `1 client → server: SYN seq 0`, as HTML.
fn line(event: &Event) -> String {
    let (label, data) = label(event);
    let data = match data.as_str() {
        "" => String::new(),
        data => format!(" <code>{}</code>", escape(data)),
    };
    format!(
        "<span>{}</span> {} → {}: <b>{}</b>{data} <small>{}</small>",
        event.number,
        escape(&event.from),
        escape(&event.to),
        escape(&label),
        escape(&event.numbers.to_string()),
    )
}

const STATES: &str = "The states are those of RFC 9293, computed from these \
                      packets. ";
const MERGES: &str = "Into how many segments the data are cut may differ \
                      from run to run; the data do not. ";
const STREAMS: &str = "Neither side waits for the other here: how their \
                       packets interleave differs from run to run, what \
                       each side says does not. ";

/// What a reader has to know to compare the figure with their own capture.
fn caption(name: &str, trace: &Trace, states: bool) -> String {
    let said = [
        (states, STATES),
        (trace.settings.merges, MERGES),
        (trace.settings.streams, STREAMS),
    ];
    let said: String = said
        .into_iter()
        .filter_map(|(is_so, text)| is_so.then_some(text))
        .collect();
    let narrow = trace.settings.mtu.map(|mtu| {
        format!(
            "It carried packets of at most {mtu} bytes, cut by the kernel \
             itself and not by a network card; your own loopback carries \
             larger ones. "
        )
    });
    let narrow = narrow.unwrap_or_default();
    format!(
        "<figcaption>Recorded on the loopback interface, without times. \
         {narrow}{said}<i class=\"mask\">Marked</i> values differ on your \
         machine. For Wireshark: {}, with the checksums completed that a \
         sending kernel leaves unfinished there.</figcaption>\n",
        download::link(name, trace)
    )
}

#[cfg(test)]
pub(crate) mod tests;
