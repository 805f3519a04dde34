//! Packets that prose speaks of: `packet 4` leads to that packet in the
//! figure above it.

use super::directive::Directive;
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
