//! Plays an exercise's checks, a few at a time.

use std::sync::Mutex;
use std::thread;

use crate::ending;
use crate::exercise::{Check, Exercise};
use crate::observe::child::Target;
use crate::play::check_run;
use crate::play::verdict::Verdict;
use crate::tell::slow;

/// How many checks play at once: they wait more than they work.
const AT_ONCE: usize = 4;

/// A check and what it has come to.
pub type Judged<'a> = (&'a Check, Verdict);

/// The verdict of each of the exercise's checks, in their order. With
/// `only`, of the one check that has this id.
pub fn judge<'a>(
    exercise: &'a Exercise,
    target: &Target,
    seed: u64,
    only: Option<&str>,
) -> Vec<Judged<'a>> {
    let wanted = |check: &&Check| only.is_none_or(|id| check.id == id);
    let checks: Vec<&Check> = exercise.checks.iter().filter(wanted).collect();
    let play = |check: &&'a Check| {
        (*check, check_run::play(exercise, check, target, seed))
    };
    let what = format!("playing the checks of {}", exercise.id);
    let judged = slow::told(&what, || each(AT_ONCE, &checks, play));
    ending::go_on();
    judged
}

/// Does something with each item, so many at once; results in their order.
pub fn each<T: Sync, R: Send>(
    at_once: usize,
    items: &[T],
    act: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = Mutex::new(items.iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || {
        loop {
            let item = next.lock().expect("no thread panics with it").next();
            let Some((index, item)) = item else { return };
            let result = act(item);
            let mut done = done.lock().expect("no thread panics with it");
            done.push((index, result));
        }
    };
    thread::scope(|scope| {
        for _ in 0..at_once.min(items.len()) {
            scope.spawn(work);
        }
    });
    let mut done = done.into_inner().expect("no thread panics with it");
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_are_in_order() {
        let twice = super::each(3, &[1, 2, 3, 4, 5], |n| n * 2);
        assert_eq!(twice, [2, 4, 6, 8, 10]);
    }
}
