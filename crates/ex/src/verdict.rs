//! What a check says of a program: while its script plays, `Ok` or a
//! [`Stop`]; of that and of what the program has said a [`Verdict`] is made,
//! which holds all of a [`Failure`] that a report shows.

/// What one check has come to.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// The rule held.
    Pass,
    /// It did not.
    Fail(Box<Failure>),
    /// The checker or the machine is at fault, or lacks something.
    CannotTell(String),
}

impl Verdict {
    /// One word, as wide as the others.
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Fail(_) => "FAIL",
            Verdict::CannotTell(_) => "????",
        }
    }

    /// Whether the rule held.
    pub fn is_pass(&self) -> bool {
        matches!(self, Verdict::Pass)
    }
}

/// A failed check, with all that its report shows.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// What should have come.
    pub expected: String,
    /// What came.
    pub came: String,
    /// The last events, with times.
    pub log: Vec<String>,
    /// All events.
    pub transcript: Vec<String>,
    /// The last lines that the program said on standard error.
    pub said: Vec<String>,
}

/// Why a script goes no further: what its step expected and what came, or
/// why nobody can tell.
#[derive(Clone, Debug)]
pub enum Stop {
    /// The program does not do what it must.
    Fail {
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
    pub fn fail(expected: impl Into<String>, came: impl Into<String>) -> Stop {
        Stop::Fail {
            expected: expected.into(),
            came: came.into(),
        }
    }

    /// The checker's own trouble.
    pub fn trouble(what: &str, error: std::io::Error) -> Stop {
        Stop::CannotTell(format!("{what}: {error}"))
    }
}
