//! Trials that keep a processor busy take turns: beside fifteen others a
//! program that is traced would come to the end of its own deadlines.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;

/// How many have a turn.
static TAKEN: Mutex<usize> = Mutex::new(0);

/// One has ended.
static FREED: Condvar = Condvar::new();

/// A turn, until it is dropped.
pub(crate) struct Turn(());

impl Turn {
    /// Waits until fewer have one than there are processors.
    pub(crate) fn wait() -> Turn {
        let most = thread::available_parallelism().map_or(1, NonZero::get);
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = FREED.wait_while(taken, |taken| *taken >= most);
        *taken.unwrap_or_else(PoisonError::into_inner) += 1;
        Turn(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        FREED.notify_one();
    }
}

/// Both in one queue, the first spread evenly among the others, so that those
/// which wait for a turn never hold up all that only wait for a peer.
pub(crate) fn spread<T>(busy: Vec<T>, others: Vec<T>) -> Vec<T> {
    let (few, many) = (busy.len(), others.len());
    let mut busy = busy.into_iter().enumerate().peekable();
    let mut all = Vec::with_capacity(few + many);
    for (at, other) in others.into_iter().enumerate() {
        all.extend(
            busy.next_if(|(nth, _)| nth * many <= at * few).map(|b| b.1),
        );
        all.push(other);
    }
    all.extend(busy.map(|(_, busy)| busy));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busy_stand_among_the_others_evenly() {
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
    fn no_more_have_a_turn_than_there_are_processors() {
        let most = thread::available_parallelism().map_or(1, NonZero::get);
        thread::scope(|scope| {
            for _ in 0..4 * most {
                scope.spawn(|| {
                    let _turn = Turn::wait();
                    let taken = TAKEN.lock().map(|taken| *taken);
                    assert!(taken.is_ok_and(|taken| taken <= most));
                });
            }
        });
        assert_eq!(*TAKEN.lock().unwrap(), 0);
    }
}
