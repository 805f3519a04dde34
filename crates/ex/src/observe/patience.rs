//! How long something is waited for.

use std::time::Duration;

use super::NothingMore;
use super::child::Child;
use super::own_time::OwnTime;
use crate::{clock, ending};

/// An endless loop is told after so much of the program's processor time.
const LOOP: Duration = Duration::from_secs(5);
/// How many times its time a program may be kept waiting by the machine.
const KEPT: u32 = 15;
/// But never so long that somebody who waits gives up.
const LONGEST: Duration = Duration::from_secs(45);
/// A program that was about to run all that time, and has run for one part
/// in so many of its limit, does not wait for a processor: it runs on and on.
const PART: u32 = 4;

/// A program that has not run for so long is looked at more closely.
const STILL: Duration = Duration::from_millis(150);
/// And a program that was looked at closely before.
const STILL_AGAIN: Duration = Duration::from_millis(70);

/// One wait. It begins where it is first looked at: most of what is waited
/// for is there at once, and then nobody need look at the program.
#[derive(Debug)]
pub struct Patience {
    pid: u32,
    time: Option<OwnTime>,
    limit: Duration,
    /// For an answer: it ends once none can come, after so long.
    for_answer: Option<Duration>,
}

impl Patience {
    /// For so long, in the program's own time.
    pub fn new(pid: u32, limit: Duration) -> Patience {
        Patience {
            pid,
            time: None,
            limit: limit.mul_f64(scale()),
            for_answer: None,
        }
    }

    /// The same, which ends where the program waits without end: then it
    /// has had what it waits for, or it never will.
    pub fn for_answer(pid: u32, limit: Duration) -> Patience {
        Patience {
            for_answer: Some(STILL),
            ..Patience::new(pid, limit)
        }
    }

    /// The same for an answer to another attempt.
    pub fn for_another(pid: u32, limit: Duration) -> Patience {
        Patience {
            for_answer: Some(STILL_AGAIN),
            ..Patience::new(pid, limit)
        }
    }

    /// It begins now, if it has not yet.
    pub fn begin(&mut self) -> &mut OwnTime {
        self.time.get_or_insert_with(|| OwnTime::begin(self.pid))
    }

    /// # Errors
    /// Why waiting on is of no use.
    pub fn check(&mut self, child: &mut Child) -> Result<(), NothingMore> {
        if let Some(how) = child.ended() {
            return Err(NothingMore::Ended(how));
        }
        let looked = self.begin().look();
        match &self.time {
            Some(time) if looked => self.judge(time, child),
            _ => Ok(()),
        }
    }

    /// What was seen of the program just now.
    fn judge(&self, time: &OwnTime, child: &Child) -> Result<(), NothingMore> {
        if time.peak().is_some_and(|peak| child.is_too_much(peak)) {
            Err(NothingMore::Memory)
        } else if time.own() >= self.limit || time.ran >= LOOP.mul_f64(scale())
        {
            Err(if time.ran * 2 > time.own() {
                NothingMore::Running
            } else {
                NothingMore::Asleep
            })
        } else if let Some(overdue) = self.overdue(time) {
            Err(overdue)
        } else if self.for_answer.is_some_and(|least| time.still >= least)
            && !ending::is_starting()
            && time.is_stuck()
        {
            Err(NothingMore::Asleep)
        } else {
            Ok(())
        }
    }

    /// Whether it has lasted so long that the machine is at fault.
    pub fn is_overdue(&self) -> bool {
        let longest = LONGEST.mul_f64(scale());
        self.passed() > longest.min(self.limit * KEPT)
    }

    /// What that shows, where it has.
    fn overdue(&self, time: &OwnTime) -> Option<NothingMore> {
        self.is_overdue().then(|| {
            if time.is_restless() && time.ran * PART >= self.limit {
                NothingMore::Running
            } else {
                NothingMore::Starved
            }
        })
    }

    /// Waits until nothing of the program has run for so long, or it has
    /// ended, or the limit is reached.
    pub fn until_still(&mut self, child: &mut Child, still: Duration) {
        clock::wait(self.limit * 2, || {
            self.begin().still >= still || self.check(child).is_err()
        });
    }

    /// The time that it has lasted so far, as the program had it.
    pub fn own(&self) -> Duration {
        self.of(OwnTime::own)
    }

    /// The same by everybody's clock.
    pub fn passed(&self) -> Duration {
        self.of(OwnTime::passed)
    }

    /// It begins anew.
    pub fn renew(&mut self) {
        self.time = None;
    }

    /// The time that the machine has taken from it.
    pub fn lost(&self) -> Duration {
        self.of(OwnTime::lost)
    }

    /// The time that the program has run meanwhile.
    pub fn ran(&self) -> Duration {
        self.of(|time| time.ran)
    }

    fn of(&self, what: impl FnOnce(&OwnTime) -> Duration) -> Duration {
        self.time.as_ref().map(what).unwrap_or_default()
    }
}

/// For machines on which all of it takes longer.
fn scale() -> f64 {
    let scale = std::env::var("EX_TIMEOUT_SCALE").ok();
    let scale = scale.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    f64::clamp(scale, 0.1, 1000.0)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// The wait of a program that has been kept waiting for so long.
    fn kept(passed: Duration, time: impl FnOnce(&mut OwnTime)) -> Patience {
        let limit = Duration::from_secs(2);
        let mut patience = Patience::new(std::process::id(), limit);
        patience.begin().began(passed);
        time(patience.begin());
        patience
    }

    fn overdue(patience: &Patience) -> Option<NothingMore> {
        patience
            .time
            .as_ref()
            .and_then(|time| patience.overdue(time))
    }

    #[test]
    fn who_is_kept_from_running_on_and_on_is_told_all_the_same() {
        let long = Duration::from_secs(31);
        let restless = |ran| {
            kept(long, |time| {
                time.ran = Duration::from_millis(ran);
                time.awake = long;
            })
        };
        assert_eq!(overdue(&restless(600)), Some(NothingMore::Running));
        assert_eq!(overdue(&restless(300)), Some(NothingMore::Starved));
        let sleeps = kept(long, |time| time.ran = Duration::from_secs(1));
        assert_eq!(overdue(&sleeps), Some(NothingMore::Starved));
        assert_eq!(overdue(&kept(long / 2, |_| ())), None);
    }
}
