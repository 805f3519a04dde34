//! One check against a program: its verdict and, where it fails, what is
//! behind it, as far as that can be tried.

use std::time::{Duration, Instant};

use exercise::Symptom;

use super::check_run::{Busy, once};
use super::side_by_side::each;
use super::verdict::{Failure, Verdict};
use crate::exercise::{Check, Exercise, Mistake};
use crate::observe::child::Target;

/// How often a check is played that a busy machine spoils.
const TIMES: usize = 3;
/// Not again once it has lasted so long: whoever waits has waited enough.
const ENOUGH: Duration = Duration::from_secs(25);

/// Plays one check against the program; where the machine was too busy for a
/// verdict, again.
pub fn play(
    exercise: &Exercise,
    check: &Check,
    target: &Target,
    seed: u64,
) -> Verdict {
    if check.linux && !cfg!(target_os = "linux") {
        return Verdict::NotHere;
    }
    let played = || once(exercise, check, &check.script, target, seed, true);
    let mut verdict = first_sure(played);
    if let Verdict::Fail(failure) = &mut verdict {
        failure.likely = likely(exercise, check, target, seed, failure);
    }
    verdict
}

/// The first verdict that no busy machine spoils. What looks the same each
/// time is no accident.
fn first_sure(play: impl Fn() -> Result<Verdict, Busy>) -> Verdict {
    let begun = Instant::now();
    let mut doubted: Vec<Box<Failure>> = Vec::new();
    for time in 1..=TIMES {
        match play() {
            Ok(verdict) => return verdict,
            Err(Busy(failure)) => doubted.extend(failure),
        }
        if begun.elapsed() > ENOUGH && time < TIMES {
            return Verdict::Busy;
        }
    }
    match doubted.pop() {
        Some(last)
            if doubted.len() == TIMES - 1
                && doubted.iter().all(|other| looks_like(other, &last)) =>
        {
            Verdict::Fail(last)
        }
        _ => Verdict::Busy,
    }
}

/// Whether two failures are the same one: no two waits take as long, to the
/// millisecond.
fn looks_like(one: &Failure, other: &Failure) -> bool {
    let is_wait = matches!(one.symptom, Symptom::Early | Symptom::Late);
    one.symptom == other.symptom && (is_wait || one.came == other.came)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::play::verdict::Extent;
    use std::cell::RefCell;

    fn doubt(came: &str) -> Option<Box<Failure>> {
        Some(Box::new(Failure {
            symptom: Symptom::Other,
            expected: "`7 closed`".into(),
            came: came.into(),
            log: Vec::new(),
            transcript: Vec::new(),
            likely: None,
            said: Vec::new(),
        }))
    }

    #[test]
    fn what_looks_the_same_each_time_is_no_accident() {
        let told = |times: [Option<Box<Failure>>; TIMES]| {
            let times = RefCell::new(times.into_iter());
            first_sure(|| Err(Busy(times.borrow_mut().next().flatten())))
        };
        let same = told([doubt("a"), doubt("a"), doubt("a")]);
        assert!(matches!(same, Verdict::Fail(_)), "{same:?}");
        for times in [
            [doubt("a"), doubt("b"), doubt("a")],
            [doubt("a"), None, doubt("a")],
            [None, None, None],
        ] {
            let other = told(times);
            assert!(matches!(other, Verdict::Busy), "{other:?}");
        }
        let late = |came| {
            let symptom = Symptom::Late;
            doubt(came).map(|failure| {
                Box::new(Failure {
                    symptom,
                    ..*failure
                })
            })
        };
        let steady = told([late("603 ms"), late("599 ms"), late("601 ms")]);
        assert!(matches!(steady, Verdict::Fail(_)), "{steady:?}");
        let once = told([late("603 ms"), doubt("a"), late("601 ms")]);
        assert!(matches!(once, Verdict::Busy), "{once:?}");
        let sure = first_sure(|| Ok(Verdict::Pass(Extent::Whole)));
        assert!(sure.is_pass());
    }
}
