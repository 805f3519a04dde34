//! Packets that prose speaks of: `packet 4` leads to that packet in the
//! figure above it.

use super::Reader;
use super::directive::Directive;
use crate::problem::Fault;
use pulldown_cmark::{Tag, TagEnd};
use std::ops::Range;

/// A packet that a page speaks of.
#[derive(Debug, PartialEq, Eq)]
pub struct Packet {
    /// The wire record's stem.
    pub stem: String,
    /// From 1.
    pub number: usize,
    /// The line of the page, from 1.
    pub line: usize,
}

/// What its arrow is called on the page: `tcp-echo-packet-4`.
pub fn anchor(stem: &str, number: usize) -> String {
    format!("{stem}-packet-{number}")
}

/// The figures of a page, each with the place where it stands.
pub struct Figures(Vec<(usize, String)>);

impl Figures {
    /// Finds them in a page's text. One that another page shows, too, has no
    /// arrows to lead to.
    pub fn of(text: &str) -> Figures {
        let mut at = 0;
        let mut figures = Vec::new();
        for line in text.split_inclusive('\n') {
            if let Ok(Directive::Wire(name, options)) = line.trim().parse()
                && !options.again
            {
                figures.push((at, name));
            }
            at += line.len();
        }
        Figures(figures)
    }

    /// The figure that prose at a place is about: the last one above it, or
    /// else the first one below.
    pub fn near(&self, at: usize) -> Option<&str> {
        let above = self.0.iter().rev().find(|(place, _)| *place < at);
        let figure = above.or(self.0.first());
        figure.map(|(_, stem)| stem.as_str())
    }
}

/// `packet 4`, or `packets 4, 6 and 8`: each number with its range, the
/// first one's from the word on.
pub fn named(text: &str) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("acket") {
        let is_word = text[..at].ends_with(['p', 'P'])
            && !text[..at - 1].ends_with(|c: char| c.is_alphanumeric());
        if !is_word {
            continue;
        }
        let mut start = at - 1;
        let mut rest = at + word.len();
        rest += usize::from(text[rest..].starts_with('s'));
        if !text[rest..].starts_with(' ') {
            continue;
        }
        rest += 1;
        while let Some(number) = leading(&text[rest..]) {
            let end = rest + number.len();
            if let Ok(number) = number.parse() {
                found.push((start..end, number));
            }
            let Some(between) = between(&text[end..]) else {
                break;
            };
            start = end + between;
            rest = start;
        }
    }
    found
}

/// The digits at the beginning; a number with a unit is none.
fn leading(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    let more = rest.starts_with(|c: char| c.is_alphanumeric());
    (!number.is_empty() && !more).then_some(number)
}

/// What may stand between two numbers: its length.
fn between(text: &str) -> Option<usize> {
    let words = [", and ", ", ", " and ", " or ", " to ", "–"];
    let word = words.iter().find(|word| text.starts_with(**word))?;
    let next = text[word.len()..].starts_with(|c: char| c.is_ascii_digit());
    next.then_some(word.len())
}

impl Reader<'_, '_> {
    /// A packet is named by its figure: `packet:tcp-echo-4`.
    pub(super) fn packet(
        &mut self,
        packet: &str,
        dest: &str,
        at: Range<usize>,
    ) {
        let line = self.line(at.start);
        let parts = packet.rsplit_once('-');
        let parts = parts.and_then(|(s, n)| Some((s, n.parse().ok()?)));
        let Some((stem, number)) = parts else {
            let what = format!("`{dest}` names no packet");
            let fault = Fault::new(what, "write `packet:STEM-4`");
            return self.fault(line, fault);
        };
        if let Some(found) = self.text[at.clone()].rfind(dest) {
            let start = at.start + found;
            let to = format!("#{}", anchor(stem, number));
            self.edit(start..start + dest.len(), to);
        }
        let stem = stem.to_string();
        self.packets.push(Packet { stem, number, line });
    }

    /// Whether a text is part of a line that stands for something else.
    pub(super) fn is_directive(&self, at: &Range<usize>) -> bool {
        let before = self.text[..at.start].rsplit('\n').next();
        before.is_some_and(Directive::is_in)
            || Directive::is_in(&self.text[at.clone()])
    }

    /// Packets that a text speaks of by their numbers alone.
    pub(super) fn named(&mut self, at: Range<usize>) {
        if self.is_directive(&at) {
            return;
        }
        let Some(stem) = self.drawn.near(at.start).map(String::from) else {
            return;
        };
        let line = self.line(at.start);
        for (place, number) in named(&self.text[at.clone()]) {
            let place = at.start + place.start..at.start + place.end;
            let to = anchor(&stem, number);
            let link = format!("[{}](#{to})", &self.text[place.clone()]);
            self.edit(place, link);
            let stem = stem.clone();
            self.packets.push(Packet { stem, number, line });
        }
    }
}

/// In what a name of a packet stays plain text.
pub(super) fn is_closed(tag: &Tag) -> bool {
    is_closed_end(tag.to_end())
}

/// The same at its end.
pub(super) fn is_closed_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Link
            | TagEnd::Image
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_found_by_their_numbers() {
        let found = |text: &'static str| -> Vec<(&str, usize)> {
            let named = named(text).into_iter();
            named.map(|(at, number)| (&text[at], number)).collect()
        };
        assert_eq!(found("In packet 4, see"), [("packet 4", 4)]);
        assert_eq!(
            found("Packets 4, 6 and 8 carry 3"),
            [("Packets 4", 4), ("6", 6), ("8", 8)]
        );
        assert_eq!(found("packets 1 to 3."), [("packets 1", 1), ("3", 3)]);
        for none in ["packets", "packet 4th", "a bracket 4", "4 packets, 5"] {
            assert_eq!(found(none), [], "{none}");
        }
    }

    #[test]
    fn prose_is_about_the_figure_above_it() {
        let text = "x\n{{#wire a: A}}\ny\n{{#wire b: B}}\n";
        let figures = Figures::of(text);
        assert_eq!(figures.near(0), Some("a"));
        assert_eq!(figures.near(text.find('y').unwrap()), Some("a"));
        assert_eq!(figures.near(text.len()), Some("b"));
        assert_eq!(Figures::of("{{#wire a again: A}}\n").near(3), None);
    }
}
