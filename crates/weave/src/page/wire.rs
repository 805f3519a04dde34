//! What a page asks for besides a wire record's figure.

use std::fmt;
use std::ops::RangeInclusive;

/// What a page asks for besides a wire record's figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WireOptions {
    /// What the figure shows, as a title.
    pub title: String,
    /// It is the figure of another page, shown once more.
    pub again: bool,
    /// TCP's states on both sides.
    pub states: bool,
    /// The packets that the page is about; what is around them is folded.
    pub packets: Option<RangeInclusive<usize>>,
    /// The packets, from 1, whose bytes are shown without being asked for.
    pub open: Vec<usize>,
}

impl WireOptions {
    /// Reads `NAME again states packets 4-6 bytes 1,4: TITLE`.
    pub fn parse(text: &str) -> Option<(String, WireOptions)> {
        let (words, title) = text.split_once(": ")?;
        let mut words = words.split(' ').peekable();
        let name = words.next().filter(|name| !name.is_empty())?;
        let mut options = WireOptions {
            title: title.trim().to_string(),
            again: words.next_if_eq(&"again").is_some(),
            states: words.next_if_eq(&"states").is_some(),
            ..WireOptions::default()
        };
        if words.next_if_eq(&"packets").is_some() {
            options.packets = Some(range(words.next()?)?);
        }
        if words.next_if_eq(&"bytes").is_some() {
            for number in words.next()?.split(',') {
                options.open.push(number.parse().ok()?);
            }
        }
        let all = words.next().is_none() && !options.title.is_empty();
        all.then(|| (name.to_string(), options))
    }
}

/// `4-6`, or `4`.
fn range(text: &str) -> Option<RangeInclusive<usize>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let range = first.parse().ok()?..=last.parse().ok()?;
    (!range.is_empty()).then_some(range)
}

/// What stands behind the record's name.
impl fmt::Display for WireOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.again {
            f.write_str(" again")?;
        }
        if self.states {
            f.write_str(" states")?;
        }
        if let Some(packets) = &self.packets {
            write!(f, " packets {}-{}", packets.start(), packets.end())?;
        }
        let open: Vec<_> = self.open.iter().map(ToString::to_string).collect();
        if !open.is_empty() {
            write!(f, " bytes {}", open.join(","))?;
        }
        write!(f, ": {}", self.title)
    }
}
