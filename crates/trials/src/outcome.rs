//! What became of a trial.

use std::env;
use std::time::Instant;

use libtest_mimic::{Completion, Trial};

use crate::turns::{Turns, WORKING};
use crate::unchanged;

/// What became of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran, and all was as it should be.
    Passed,
    /// It ran, and this was wrong.
    Failed(String),
    /// It could not run here, for this reason.
    Ignored(String),
}

impl Outcome {
    /// Ignored for this reason, or failed where the environment variable
    /// (`PEERS`, `WIRE`) is `required`.
    pub fn unless_required(variable: &str, reason: String) -> Outcome {
        match env::var(variable).as_deref() {
            Ok("required") => {
                Outcome::Failed(format!("{reason} ({variable}=required)"))
            }
            _ => Outcome::Ignored(reason),
        }
    }
}

impl<E: std::fmt::Display> From<Result<(), E>> for Outcome {
    /// An error's text is what was wrong.
    fn from(result: Result<(), E>) -> Outcome {
        match result {
            Ok(()) => Outcome::Passed,
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }
}

/// A trial that plays programs.
pub(crate) fn trial(
    name: &str,
    run: impl FnOnce() -> Outcome + Send + 'static,
) -> Trial {
    in_turn(name, &WORKING, run)
}

/// A trial that begins when it has its turn.
pub(crate) fn in_turn(
    name: &str,
    turns: &'static Turns,
    run: impl FnOnce() -> Outcome + Send + 'static,
) -> Trial {
    let own = name.to_string();
    Trial::ignorable_test(name, || {
        let _turn = turns.wait();
        let begun = Instant::now();
        let outcome = run();
        unchanged::took(own, begun.elapsed());
        match outcome {
            Outcome::Passed => Ok(Completion::Completed),
            Outcome::Failed(problem) => Err(problem.into()),
            Outcome::Ignored(reason) => Ok(Completion::ignored_with(reason)),
        }
    })
}
