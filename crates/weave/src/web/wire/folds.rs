//! Which packets of a figure are folded: those that open and close a
//! connection, where the page is not about them.

use ::wire::tcp::Flags;
use record::Event;
use std::ops::RangeInclusive;

/// Packets that stand together.
pub struct Part<'e> {
    /// In their order.
    pub events: &'e [&'e Event],
    /// What they are called where they are folded.
    pub fold: Option<String>,
}

/// The packets that a figure shows where its page does not say: the
/// exchange of data between one handshake and one close, where that is all;
/// else everything.
pub fn matter(events: &[Event]) -> RangeInclusive<usize> {
    let all = 1..=events.len();
    let events: Vec<&Event> = events.iter().collect();
    let data = |event: &&Event| !event.payload().is_empty();
    let first = events.iter().position(data);
    let last = events.iter().rposition(data);
    let (Some(first), Some(last)) = (first, last) else {
        return all;
    };
    let mut end = events.len();
    for at in last + 1..events.len() {
        if is_close(&events[at..]) {
            end = at;
            break;
        }
    }
    if is_handshake(&events[..first]) {
        first + 1..=end
    } else {
        all
    }
}

/// One connection's packets, cut where what is shown begins and ends.
pub fn parts<'e>(
    events: &'e [&'e Event],
    shown: &RangeInclusive<usize>,
) -> Vec<Part<'e>> {
    let begin = events.partition_point(|e| e.number < *shown.start());
    let end = events.partition_point(|e| e.number <= *shown.end());
    let parts = [
        (&events[..begin], true),
        (&events[begin..end.max(begin)], false),
        (&events[end.max(begin)..], true),
    ];
    let parts = parts.into_iter().filter(|(events, _)| !events.is_empty());
    let part = |(events, folds): (&'e [&'e Event], bool)| Part {
        events,
        fold: folds.then(|| fold(events)),
    };
    parts.map(part).collect()
}

/// `Packets 1 to 3: the handshake`.
fn fold(events: &[&Event]) -> String {
    let numbers = match events {
        [one] => format!("Packet {}", one.number),
        [first, .., last] if last.number - first.number >= events.len() => {
            format!("{} packets from {} on", events.len(), first.number)
        }
        [first, .., last] => {
            format!("Packets {} to {}", first.number, last.number)
        }
        [] => String::new(),
    };
    let what = if is_handshake(events) {
        ": the handshake"
    } else if is_close(events) {
        ": the close"
    } else {
        ""
    };
    numbers + what
}

fn flags(event: &Event) -> Option<Flags> {
    event.dissection.tcp().map(|tcp| tcp.flags)
}

fn is_handshake(events: &[&Event]) -> bool {
    let syn_ack = Flags(Flags::SYN.0 | Flags::ACK.0);
    let flags: Vec<_> = events.iter().map(|event| flags(event)).collect();
    flags == [Some(Flags::SYN), Some(syn_ack), Some(Flags::ACK)]
}

/// From a FIN on, to both ends of one connection: FIN or acknowledgments
/// alone. A reset closes nothing in peace.
fn is_close(events: &[&Event]) -> bool {
    let fin = |event: &&Event| {
        event.dissection.tcp().is_some_and(|t| t.has(Flags::FIN))
    };
    let quiet = |event: &&Event| {
        let is_reset = event.dissection.tcp().is_none_or(|t| t.has(Flags::RST));
        !is_reset && event.payload().is_empty()
    };
    events.first().is_some_and(fin)
        && events.iter().all(quiet)
        && events.iter().filter(|e| fin(e)).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::wire::examples;

    #[test]
    fn what_opens_and_closes_is_folded() {
        let folds = |text: &str, shown: Option<RangeInclusive<usize>>| {
            let trace = examples::trace(text);
            let shown = shown.unwrap_or(matter(trace.events()));
            let events: Vec<&Event> = trace.events().iter().collect();
            let parts = parts(&events, &shown);
            let part = |part: &Part| {
                let of = part.events.len();
                part.fold.clone().unwrap_or(format!("{of} shown"))
            };
            parts.iter().map(part).collect::<Vec<_>>()
        };
        let echo = examples::ECHO;
        let (handshake, close) = (
            "Packets 1 to 3: the handshake",
            "Packets 8 to 10: the close",
        );
        assert_eq!(folds(echo, None), [handshake, "4 shown", close]);
        assert_eq!(
            folds(echo, Some(4..=4)),
            [handshake, "1 shown", "Packets 5 to 10"]
        );
        assert_eq!(folds(echo, Some(1..=9)), ["9 shown", "Packet 10"]);
        assert_eq!(folds(examples::REFUSED, None), ["2 shown"]);
        assert_eq!(folds(examples::UDP_NOBODY, None), ["2 shown"]);
    }
}
