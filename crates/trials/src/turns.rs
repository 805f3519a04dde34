//! Trials of one kind take turns. What waits for deadlines needs no processor
//! and goes beside what works; and what is traced, beside too much that works,
//! would come to the end of its programs' own deadlines.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// Those that play programs: with more at once, a program of several would
/// come to the end of its deadlines, and none be done sooner.
pub(crate) static WORKING: Turns = Turns::at_once(8);

/// Those that wait for clients of silent peers, each with a few programs.
pub(crate) static WAITING: Turns = Turns::at_once(16);

/// Those that keep a processor busy: as many as there are.
pub(crate) static BUSY: Turns = Turns::at_once(0);

/// How many of a kind may have a turn at once.
pub(crate) struct Turns {
    /// None at all stands for one a processor.
    most: usize,
    taken: Mutex<usize>,
    /// One has ended.
    freed: Condvar,
}

/// A turn, until it is dropped.
pub(crate) struct Turn<'a>(&'a Turns);

impl Turns {
    const fn at_once(most: usize) -> Turns {
        Turns {
            most,
            taken: Mutex::new(0),
            freed: Condvar::new(),
        }
    }

    /// How many have one at most.
    pub(crate) fn most(&self) -> usize {
        match self.most {
            0 => thread::available_parallelism().map_or(1, NonZero::get),
            most => most,
        }
    }

    /// Waits until fewer have one than may.
    pub(crate) fn wait(&self) -> Turn<'_> {
        let most = self.most();
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = self.freed.wait_while(taken, |taken| *taken >= most);
        *taken.unwrap_or_else(PoisonError::into_inner) += 1;
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let taken = self.0.taken.lock();
        *taken.unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.freed.notify_one();
    }
}

/// The order in which they begin. Those that wait longest come first, but not
/// alone; those that keep a processor busy come when their programs, which are
/// many, have started.
pub(crate) fn queue<T>(
    waiting: Vec<T>,
    busy: Vec<T>,
    mut working: Vec<T>,
) -> Vec<T> {
    let rest = working.split_off(waiting.len().min(working.len()));
    let mut all = spread(waiting, working);
    all.extend(spread(busy, rest));
    all
}

/// Both in one queue, the first spread evenly among the others.
fn spread<T>(few: Vec<T>, many: Vec<T>) -> Vec<T> {
    let (fewer, more) = (few.len(), many.len());
    let mut few = few.into_iter().enumerate().peekable();
    let mut all = Vec::with_capacity(fewer + more);
    for (at, one) in many.into_iter().enumerate() {
        let next = few.next_if(|(nth, _)| nth * more <= at * fewer);
        all.extend(next.map(|(_, next)| next));
        all.push(one);
    }
    all.extend(few.map(|(_, rest)| rest));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_few_stand_among_the_many_evenly() {
        assert_eq!(
            spread(vec!['a', 'b'], vec!['1', '2', '3', '4']),
            ['a', '1', '2', 'b', '3', '4']
        );
        assert_eq!(
            spread(vec!['a', 'b', 'c'], vec!['1']),
            ['a', '1', 'b', 'c']
        );
        assert_eq!(spread(vec![], vec!['1']), ['1']);
        assert_eq!(spread(vec!['a'], vec![]), ['a']);
    }

    #[test]
    fn who_waits_begins_first_and_not_alone() {
        assert_eq!(
            queue(vec!['w', 'w'], vec!['b'], vec!['1', '2', '3', '4']),
            ['w', '1', 'w', '2', 'b', '3', '4']
        );
        assert_eq!(queue(vec!['w', 'w'], vec![], vec!['1']), ['w', '1', 'w']);
    }

    #[test]
    fn no_more_have_a_turn_than_may() {
        for turns in [Turns::at_once(0), Turns::at_once(3)] {
            let most = turns.most();
            thread::scope(|scope| {
                for _ in 0..4 * most {
                    scope.spawn(|| {
                        let _turn = turns.wait();
                        let taken = turns.taken.lock().map(|taken| *taken);
                        assert!(taken.is_ok_and(|taken| taken <= most));
                    });
                }
            });
            assert_eq!(*turns.taken.lock().unwrap(), 0);
        }
    }
}
