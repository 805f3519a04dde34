//! Which sections have a word, and how much of it. It is made here, so that
//! the first search on a slow telephone need not read the whole book.

use markup::words::{parts, words};
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

#[cfg(test)]
mod tests {
    use super::*;

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
