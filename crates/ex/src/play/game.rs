//! One check against a program: its verdict and, where it fails, what is
//! behind it, as far as that can be tried.

use super::check_run::once;
use super::side_by_side::each;
use super::verdict::{Failure, Verdict};
use crate::exercise::{Check, Exercise, Mistake};
use crate::observe::child::Target;

/// How often a check is played that a busy machine spoils.
const TIMES: usize = 3;

/// Plays one check against the program; where the machine was too busy for a
/// verdict, again.
pub fn play(
    exercise: &Exercise,
    check: &Check,
    target: &Target,
    seed: u64,
) -> Verdict {
    if check.linux && !cfg!(target_os = "linux") {
        return Verdict::CannotTell("only Linux can show this".into());
    }
    let played = || once(exercise, check, &check.script, target, seed, true);
    let told = (0..TIMES).find_map(|_| played().ok());
    let mut verdict = told.unwrap_or(Verdict::Busy);
    if let Verdict::Fail(failure) = &mut verdict {
        failure.likely = likely(exercise, check, target, seed, failure);
    }
    verdict
}

/// What is behind a failure, by the first of the check's mistakes that the
/// program is seen to make. They are tried side by side.
fn likely(
    exercise: &Exercise,
    check: &Check,
    target: &Target,
    seed: u64,
    failure: &Failure,
) -> Option<String> {
    let fits = |mistake: &&Mistake| {
        mistake.seen.is_empty() || mistake.seen.contains(&failure.symptom)
    };
    let likely: Vec<&Mistake> = check.mistakes.iter().filter(fits).collect();
    let is_made = |mistake: &&Mistake| {
        let script = &mistake.script;
        let played = once(exercise, check, script, target, seed, false);
        played.is_ok_and(|verdict| verdict.is_pass())
    };
    let made = each(likely.len(), &likely, is_made);
    let first = likely.iter().zip(made).find(|(_, made)| *made);
    first.map(|(mistake, _)| mistake.likely.clone())
}
