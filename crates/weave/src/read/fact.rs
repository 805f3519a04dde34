//! An experiment that a page cites: `listings/*/facts/NAME.rs`.

use super::tally;
use crate::problem::Problem;

/// What an experiment proves.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// The sentence that it proves, in one line; names stand in backticks.
    pub sentence: String,
}

impl Fact {
    /// Reads the experiment at this path from the root.
    ///
    /// # Errors
    /// It does not open with a sentence.
    pub fn parse(path: &str, text: &str) -> Result<Fact, Problem> {
        tally::note(path);
        let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
        let lines = lines.map(str::trim).take_while(|line| !line.is_empty());
        let sentence = lines.collect::<Vec<_>>().join(" ");
        if sentence.ends_with('.') {
            return Ok(Fact { sentence });
        }
        let what = "the experiment does not open with what it proves";
        let remedy = "begin it with the sentence, behind `//!`, to its full \
                      stop";
        Err(Problem::at(path, 1, what, remedy))
    }
}

/// What a page calls the experiment in a file of this stem.
pub fn name(stem: &str) -> String {
    stem.replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_experiment_opens_with_its_sentence() {
        let text = "//! A `send` to\n//! nobody is lost.\n//!\n//! How.\n";
        let fact = Fact::parse("a.rs", text).unwrap();
        assert_eq!(fact.sentence, "A `send` to nobody is lost.");
        for text in ["", "use a;\n", "//! No end\n"] {
            assert!(Fact::parse("a.rs", text).is_err(), "{text}");
        }
    }
}
