//! Whether the machine's processors have had little to do.

use std::fs;
use std::time::{Duration, Instant};

/// What the processors have done since the system started, in its ticks:
/// `/proc/stat`, proc_stat(5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ticks {
    idle: u64,
    all: u64,
}

/// Looks at it from time to time.
#[derive(Debug)]
pub(crate) struct Idle {
    pace: Duration,
    last: Option<(Instant, Option<Ticks>)>,
}

impl Idle {
    pub(crate) const fn new(pace: Duration) -> Idle {
        Idle { pace, last: None }
    }

    /// Whether a third of their time was nobody's since the last look; no
    /// where that is too short ago, or not known, as on other systems.
    pub(crate) fn look(&mut self) -> bool {
        match self.last {
            Some((looked, _)) if looked.elapsed() < self.pace => false,
            last => {
                let now = Ticks::read();
                self.last = Some((Instant::now(), now));
                let before = last.and_then(|(_, ticks)| ticks);
                before.zip(now).is_some_and(|(a, b)| b.is_idle_since(a))
            }
        }
    }
}

impl Ticks {
    fn read() -> Option<Ticks> {
        Ticks::parse(&fs::read_to_string("/proc/stat").ok()?)
    }

    /// The first line: `cpu`, then times as user, nice, system, idle, iowait
    /// and more.
    fn parse(text: &str) -> Option<Ticks> {
        let line = text.lines().next()?.strip_prefix("cpu ")?;
        let times = line.split_whitespace().map(str::parse);
        // The times of guests are in those of users already.
        let times: Vec<u64> = times.take(8).collect::<Result<_, _>>().ok()?;
        Some(Ticks {
            idle: times.get(3)? + times.get(4)?,
            all: times.iter().sum(),
        })
    }

    fn is_idle_since(self, before: Ticks) -> bool {
        let idle = self.idle.saturating_sub(before.idle);
        let all = self.all.saturating_sub(before.all);
        all > 0 && idle * 3 >= all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_idle() {
        let before = "cpu  10 0 10 100 20 0 0 0 0 0\ncpu0 5 0 5 50 10\n";
        let before = Ticks::parse(before).unwrap();
        assert_eq!((before.idle, before.all), (120, 140));
        let idle = Ticks::parse("cpu  20 0 20 105 25 0 0 0 7 7").unwrap();
        assert!(idle.is_idle_since(before));
        let busy = Ticks::parse("cpu  21 0 20 105 25 0 0 0 0 0").unwrap();
        assert!(!busy.is_idle_since(before));
        assert!(!before.is_idle_since(before));
        assert_eq!(Ticks::parse("intr 1"), None);
        assert_eq!(Ticks::parse("cpu  1 2 x 4 5"), None);
    }

    #[test]
    fn a_second_look_at_once_says_no() {
        let mut idle = Idle::new(Duration::from_secs(3600));
        assert!(!idle.look());
        assert!(!idle.look());
    }
}
