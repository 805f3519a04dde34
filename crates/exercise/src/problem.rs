//! What is wrong with an `exercise.toml`.

use std::fmt;

/// What is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of `exercise.toml`, from 1, where one can be named.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// The next step.
    pub remedy: &'static str,
}

impl Problem {
    pub(crate) fn new(text: &str, error: &toml::de::Error) -> Problem {
        let before = error.span().and_then(|span| text.get(..span.start));
        Problem {
            line: before.map(|before| before.matches('\n').count() + 1),
            what: error.message().trim().to_string(),
            remedy: "its keys and what they say are listed at the top of \
                     crates/exercise/src/lib.rs",
        }
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    /// To be put behind the file's name.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.remedy)
    }
}
