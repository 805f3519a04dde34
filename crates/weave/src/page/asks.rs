//! What a page asks of its reader: a *Try* has an answer folded below it,
//! and a *Predict* that lists choices has one that is right.

use super::Reader;
use crate::problem::Fault;
use std::ops::Range;

/// How a prediction begins.
pub const PREDICT: &str = "**Predict.**";

const TRY: &str = "**Try.**";

/// A line of a quotation that is one of several answers, and whether it is
/// the right one.
pub fn choice(line: &str) -> Option<(bool, &str)> {
    let item = line.strip_prefix("> - [")?;
    let (mark, text) = item.split_once("] ")?;
    match mark {
        "x" => Some((true, text)),
        " " => Some((false, text)),
        _ => None,
    }
}

impl Reader<'_, '_> {
    /// A quotation that asks is complete.
    pub(super) fn asks(&mut self, at: Range<usize>) {
        let text = &self.text[at.clone()];
        let line = self.line(at.start);
        if text.contains(TRY) && !text.contains("<details><summary>Answer") {
            let fault = Fault::new(
                "this Try has no answer",
                "do what it says, and fold the answer below it, in the same \
                 quotation: `<details><summary>Answer</summary>`",
            );
            return self.fault(line, fault);
        }
        let choices: Vec<bool> = text
            .lines()
            .filter_map(|line| choice(line).map(|(right, _)| right))
            .collect();
        let right = choices.iter().filter(|right| **right).count();
        let fits = choices.len() > 1 && right == 1;
        if text.contains(PREDICT) && !choices.is_empty() && !fits {
            let fault = Fault::new(
                format!("{right} of {} choices are right", choices.len()),
                "list two or more as `> - [ ] text`, the right one as \
                 `> - [x] text`",
            );
            self.fault(line, fault);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::page::Page;
    use crate::problem::Problem;

    #[test]
    fn what_is_asked_is_answered() {
        for (text, said) in [
            (
                "> **Try.** Run it.\n",
                "book/a.md:1: this Try has no answer",
            ),
            (
                "x\n\n> **Predict.** Which?\n>\n> - [ ] a\n> - [ ] b\n",
                "book/a.md:3: 0 of 2 choices are right",
            ),
            ("> **Predict.** Which?\n>\n> - [x] a\n", "1 of 1 choices"),
            ("> **Predict.** Which?\n>\n> - [x] a\n> - [x] b\n", "2 of 2"),
        ] {
            let page = Page::parse("book/a.md", text);
            let told = page.problems.iter().map(Problem::to_string);
            let told: Vec<_> = told.collect();
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(told[0].contains(said), "{told:?}");
        }
    }

    #[test]
    fn answers_that_are_there() {
        for text in [
            "> **Try.** Run it.\n>\n> <details><summary>Answer</summary>\n>\n\
             > It runs.\n>\n> </details>\n",
            "> **Predict.** Which?\n>\n> - [ ] a\n> - [x] b\n",
            "> **Predict.** Which?\n",
        ] {
            let page = Page::parse("book/a.md", text);
            assert_eq!(page.problems, [], "{text}");
        }
    }
}
