//! Which sections have a word, and how much of it. It is made here, so that
//! the first search on a slow telephone need not read the whole book.

use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// A word in a paragraph. What weighs as much is written without its weight.
pub const TEXT: u32 = 20;

/// For each word, the numbers of the sections that have it, with a weight.
#[derive(Debug)]
pub struct Postings<'b> {
    found: BTreeMap<String, Vec<(usize, u32)>>,
    stop: &'b BTreeSet<String>,
}

impl<'b> Postings<'b> {
    /// Nothing yet. The words of `stop` will not count in prose.
    pub fn new(stop: &'b BTreeSet<String>) -> Postings<'b> {
        let found = BTreeMap::new();
        Postings { found, stop }
    }

    /// Adds the words of a paragraph in a section.
    pub fn add_prose(&mut self, text: &str, section: usize, weight: u32) {
        for word in words(text) {
            if !self.stop.contains(&word.to_lowercase()) {
                self.add_word(word, section, weight);
            }
        }
    }

    /// Adds the words of a text in a section. A name in code counts whole,
    /// and half by its parts: `set_nodelay`, `TcpListener`.
    pub fn add(&mut self, text: &str, section: usize, weight: u32) {
        for word in words(text) {
            self.add_word(word, section, weight);
        }
    }

    fn add_word(&mut self, word: &str, section: usize, weight: u32) {
        for part in parts(word) {
            self.put(part, section, weight / 2);
        }
        self.put(word.to_lowercase(), section, weight);
    }

    fn put(&mut self, word: String, section: usize, weight: u32) {
        let found = self.found.entry(word).or_default();
        match found.last_mut() {
            Some((last, sum)) if *last == section => *sum += weight,
            _ => found.push((section, weight)),
        }
    }
}

impl Serialize for Postings<'_> {
    /// `{"accept": "4 1.60 9"}`: how far to the next section, and the weight,
    /// both to the base of 36.
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.found.iter().map(|(word, found)| {
            let mut last = 0;
            let steps = found.iter().map(|(section, weight)| {
                let step = base36(section - last);
                last = *section;
                if *weight == TEXT {
                    step
                } else {
                    format!("{step}.{}", base36(*weight as usize))
                }
            });
            (word, steps.collect::<Vec<_>>().join(" "))
        }))
    }
}

fn base36(number: usize) -> String {
    let digit = number % 36;
    let digit = char::from_digit(digit as u32, 36).unwrap_or_default();
    if number < 36 {
        digit.to_string()
    } else {
        format!("{}{digit}", base36(number / 36))
    }
}

/// The words of a text, as `words.js` takes them: letters, digits, `_`, and
/// the dots between the digits of an address.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_letter = |c: char| {
        c.is_ascii_alphanumeric()
            || c == '_'
            || ('\u{c0}'..='\u{24f}').contains(&c)
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[rest.find(is_letter)?..];
        let bytes = rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let end = rest.char_indices().find(|(at, c)| {
            let dot = *c == '.' && digit(at - 1) && digit(at + 1);
            !is_letter(*c) && !dot
        });
        let (word, behind) =
            rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        Some(word)
    })
}

/// The parts of a name in code, in small letters; none of another word.
fn parts(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut before = '_';
    for c in word.chars() {
        let begins = c.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if c == '_' || begins {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut().filter(|_| c != '_') {
            part.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    parts.retain(|part| !part.is_empty());
    if parts.len() > 1 || word.contains('_') {
        parts
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_prose_and_of_code() {
        let found: Vec<_> =
            words("Don’t bind `10.0.0.1:80`; ok. tcp::set_nodelay").collect();
        let right = ["Don", "t", "bind", "10.0.0.1", "80", "ok", "tcp"];
        assert_eq!(found, [&right[..], &["set_nodelay"]].concat());
        assert_eq!(parts("set_nodelay"), ["set", "nodelay"]);
        assert_eq!(parts("TcpListener"), ["tcp", "listener"]);
        assert_eq!(parts("TCP"), Vec::<String>::new());
        assert_eq!(parts("word"), Vec::<String>::new());
    }

    #[test]
    fn a_word_s_sections_with_their_weights() {
        let stop = BTreeSet::from(["the".to_string()]);
        let mut postings = Postings::new(&stop);
        postings.add_prose("accept the accept", 4, TEXT);
        postings.add("Accept", 45, TEXT);
        postings.add("SO_LINGER", 46, 2 * TEXT);
        assert_eq!(
            serde_json::to_string(&postings).unwrap(),
            "{\"accept\":\"4.14 15\",\"linger\":\"1a\",\"so\":\"1a\",\
             \"so_linger\":\"1a.14\"}"
        );
    }
}
