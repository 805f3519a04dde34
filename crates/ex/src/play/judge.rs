//! Plays an exercise's checks, a few at a time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::ending;
use crate::exercise::{Check, Exercise};
use crate::observe::child::Target;
use crate::play::game;
use crate::play::side_by_side::each;
use crate::play::verdict::Verdict;
use crate::tell::slow;

/// How many checks play at once: they wait more than they work, so that the
/// pauses of all of them pass together.
const AT_ONCE: usize = 12;

/// A check and what it has come to.
pub type Judged<'a> = (&'a Check, Verdict);

/// The verdict of each of the exercise's checks, in their order. With
/// `only`, of the one check that has this id. Each is told as soon as those
/// before it are.
pub fn judge<'a>(
    exercise: &'a Exercise,
    target: &Target,
    seed: u64,
    only: Option<&str>,
    tell: impl FnMut(&Check, &Verdict) + Send,
) -> Vec<Judged<'a>> {
    let wanted = |check: &&Check| only.is_none_or(|id| check.id == id);
    let checks: Vec<&Check> = exercise.checks.iter().filter(wanted).collect();
    let told = Mutex::new(Told {
        waiting: BTreeMap::new(),
        next: 0,
        tell,
    });
    let numbered: Vec<_> = checks.iter().copied().enumerate().collect();
    let play = |(index, check): &(usize, &'a Check)| {
        let verdict = game::play(exercise, check, target, seed);
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        told.take(*index, check, &verdict);
        (*check, verdict)
    };
    let what = format!("playing the checks of {}", exercise.id);
    let judged = slow::told(&what, || each(AT_ONCE, &numbered, play));
    ending::go_on();
    judged
}

/// Tells verdicts in their order, however they come.
struct Told<'a, Tell> {
    waiting: BTreeMap<usize, (&'a Check, Verdict)>,
    next: usize,
    tell: Tell,
}

impl<'a, Tell: FnMut(&Check, &Verdict)> Told<'a, Tell> {
    fn take(&mut self, index: usize, check: &'a Check, verdict: &Verdict) {
        self.waiting.insert(index, (check, verdict.clone()));
        while let Some((check, verdict)) = self.waiting.remove(&self.next) {
            (self.tell)(check, &verdict);
            self.next += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::play::verdict::Extent;
    use crate::testing::exercise;

    #[test]
    fn verdicts_are_told_in_order() {
        let exercise = exercise();
        let mut order = Vec::new();
        let mut told = Told {
            waiting: BTreeMap::new(),
            next: 0,
            tell: |check: &Check, _: &Verdict| order.push(check.id.clone()),
        };
        for index in [2, 0, 1] {
            let passed = Verdict::Pass(Extent::Whole);
            told.take(index, &exercise.checks[index], &passed);
        }
        let ids = exercise.checks.iter().take(3).map(|c| c.id.clone());
        assert_eq!(order, ids.collect::<Vec<_>>());
    }
}
