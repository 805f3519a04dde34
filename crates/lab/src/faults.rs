//! What a bad network does, for all that plays one: choices by a seed, and
//! a line in which what is late may be overtaken.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// SplitMix64: one addition and three mixing steps a number. The same seed
/// makes the same choices, on every machine.
#[derive(Clone, Debug)]
pub struct Choices(u64);

impl Choices {
    /// Those of this seed.
    pub fn of(seed: u64) -> Choices {
        Choices(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// True so many times of a hundred.
    pub fn happens(&mut self, percent: u64) -> bool {
        self.number() % 100 < percent
    }
}

/// What waits for its time. What is due first comes out first, and of two
/// that are due at once the one that was put in first.
#[derive(Debug)]
pub struct Line<T>(VecDeque<(Instant, T)>);

impl<T> Default for Line<T> {
    fn default() -> Line<T> {
        Line(VecDeque::new())
    }
}

impl<T> Line<T> {
    /// Puts one in.
    pub fn push(&mut self, due: Instant, item: T) {
        let behind = self.0.partition_point(|(other, _)| *other <= due);
        self.0.insert(behind, (due, item));
    }

    /// Takes the first one out, if it is due.
    pub fn pop(&mut self) -> Option<T> {
        let left = self.left()?;
        left.is_zero().then(|| self.0.pop_front())?.map(|(_, t)| t)
    }

    /// How long until the first is due; nothing where none waits.
    pub fn left(&self) -> Option<Duration> {
        let (due, _) = self.0.front()?;
        Some(due.saturating_duration_since(Instant::now()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_the_same_choices() {
        let first = |seed| {
            let mut choices = Choices::of(seed);
            (0..64).map(|_| choices.happens(50)).collect::<Vec<_>>()
        };
        assert_eq!(first(1), first(1));
        assert_ne!(first(1), first(2));
        let mut choices = Choices::of(7);
        let count = (0..10_000).filter(|_| choices.happens(30)).count();
        assert!((2800..3200).contains(&count), "{count}");
    }

    #[test]
    fn what_is_late_is_overtaken() {
        let now = Instant::now();
        let mut line = Line::default();
        line.push(now + Duration::from_secs(3600), "late");
        line.push(now, "first");
        line.push(now, "second");
        assert_eq!(line.pop(), Some("first"));
        assert_eq!(line.pop(), Some("second"));
        assert_eq!(line.pop(), None);
        assert!(line.left() > Some(Duration::from_secs(3000)));
    }
}
