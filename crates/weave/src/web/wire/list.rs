//! A record as text: a line a packet, with the packet inside.

use super::drawing::label;
use super::{Ids, bytes};
use crate::check::states::Walk;
use markup::html::{escape, held};
use record::Event;
use std::fmt::Write;

/// The figure as text, a line a packet, with the packet inside.
pub fn packets(
    ids: &Ids,
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
            "<li><details class=\"packet\" id=\"{}\"{}>\n\
             <summary>{}</summary>\n{}</details></li>\n",
            ids.bytes(number),
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
pub fn line(event: &Event) -> String {
    let (label, data) = label(event);
    let data = match data.as_str() {
        "" => String::new(),
        data => format!(" <code>{}</code>", held(data, &escape)),
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
