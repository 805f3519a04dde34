//! What a check says of a program: while its script plays, `Ok` or a
//! [`Stop`]; of that and of what the program has said a [`Verdict`] is made,
//! which holds all of a [`Failure`] that a report shows.

use exercise::Symptom;

use crate::observe::NothingMore;
use crate::observe::ended::Ended;

/// What one check has come to.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The rule held, as far as it was played.
    Pass(Extent),
    /// It did not.
    Fail(Box<Failure>),
    /// The checker or the machine is at fault, or lacks something.
    CannotTell(String),
    /// The machine was too busy, again and again.
    Busy,
    /// This system has no means to show it; nobody is asked for it here.
    NotHere,
}

/// How much of a check's script was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it, or as much as this machine has the means for.
    Whole,
    /// Up to where it says that enough time has passed.
    Shortened,
}

impl Verdict {
    /// One word, as wide as the others.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Pass(_) => "pass",
            Verdict::Fail(_) => "FAIL",
            Verdict::CannotTell(_) | Verdict::Busy => "????",
            Verdict::NotHere => "----",
        }
    }

    /// Why there is none.
    pub fn why_none(&self) -> Option<&str> {
        match self {
            Verdict::CannotTell(why) => Some(why),
            Verdict::Busy => Some(
                "the machine was too busy to give your program a processor; \
                 say this again when it is not",
            ),
            Verdict::NotHere => Some("only Linux can show this"),
            Verdict::Pass(_) | Verdict::Fail(_) => None,
        }
    }

    /// Whether the rule held.
    pub fn is_pass(&self) -> bool {
        matches!(self, Verdict::Pass(_))
    }
}

/// A failed check, with all that its report shows.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What it shows.
    pub symptom: Symptom,
    /// What should have come.
    pub expected: String,
    /// What came.
    pub came: String,
    /// The last events, with times.
    pub log: Vec<String>,
    /// All events.
    pub transcript: Vec<String>,
    /// What is behind it, where that was tried.
    pub likely: Option<String>,
    /// The last lines that the program said on standard error.
    pub said: Vec<String>,
}

/// Why a script goes no further: what its step expected and what came, or
/// why nobody can tell.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The program does not do what it must.
    Fail {
        /// What it shows.
        symptom: Symptom,
        /// What should have come.
        expected: String,
        /// What came.
        came: String,
    },
    /// The machine was too busy, and may be less so next time.
    Starved,
    /// It looks as if the program did not do what it must, and the machine
    /// may be at fault as well: whoever looks again can tell.
    Doubted {
        /// What it would show.
        symptom: Symptom,
        /// What should have come.
        expected: String,
        /// What came.
        came: String,
    },
    /// No verdict is possible.
    CannotTell(String),
}

impl Stop {
    /// A failure.
    pub fn fail(
        symptom: Symptom,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Stop {
        Stop::Fail {
            symptom,
            expected: expected.into(),
            came: came.into(),
        }
    }

    /// The same where the machine may be at fault as well.
    pub fn doubt(
        symptom: Symptom,
        expected: impl Into<String>,
        came: impl Into<String>,
    ) -> Stop {
        Stop::Doubted {
            symptom,
            expected: expected.into(),
            came: came.into(),
        }
    }

    /// A failure of a program of which nothing more is to be expected.
    pub fn lost(lost: NothingMore, expected: impl Into<String>) -> Stop {
        match lost {
            NothingMore::Starved => Stop::Starved,
            _ => Stop::fail(Symptom::from(lost), expected, lost.text()),
        }
    }

    /// The checker's own trouble.
    pub fn trouble(what: &str, error: std::io::Error) -> Stop {
        Stop::CannotTell(format!("{what}: {error}"))
    }
}

impl From<NothingMore> for Symptom {
    fn from(lost: NothingMore) -> Symptom {
        match lost {
            NothingMore::Ended(Ended::Panic) => Symptom::Panicked,
            NothingMore::Ended(Ended::Status(_)) => Symptom::Ended,
            NothingMore::Asleep | NothingMore::Starved => Symptom::Nothing,
            NothingMore::Running => Symptom::Spinning,
            NothingMore::Memory => Symptom::Memory,
        }
    }
}
