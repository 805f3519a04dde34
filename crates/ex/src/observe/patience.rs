//! How long something is waited for.

use std::time::{Duration, Instant};

use super::NothingMore;
use super::child::Child;
use super::own_time::OwnTime;
use crate::ending;

/// An endless loop is told after so much of the program's processor time.
const LOOP: Duration = Duration::from_secs(5);
/// How many times its time a program may be kept waiting by the machine.
const KEPT: u32 = 15;

/// A program that has not run for so long is looked at more closely.
const STILL: Duration = Duration::from_millis(150);
/// And a program that was looked at closely before.
const STILL_AGAIN: Duration = Duration::from_millis(70);

/// One wait.
#[derive(Debug)]
pub struct Patience {
    time: OwnTime,
    limit: Duration,
    /// For an answer: it ends once none can come, after so long.
    for_answer: Option<Duration>,
}

impl Patience {
    /// For so long, in the program's own time.
    pub fn new(pid: u32, limit: Duration) -> Patience {
        Patience {
            time: OwnTime::begin(pid),
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

    /// # Errors
    /// Why waiting on is of no use.
    pub fn check(&mut self, child: &mut Child) -> Result<(), NothingMore> {
        if let Some(status) = child.ended() {
            return Err(NothingMore::Ended(status));
        }
        if !self.time.look() {
            return Ok(());
        }
        let time = &self.time;
        if time.peak().is_some_and(|peak| child.is_too_much(peak)) {
            Err(NothingMore::Memory)
        } else if time.own() >= self.limit || time.ran >= LOOP.mul_f64(scale())
        {
            Err(if time.ran * 2 > time.own() {
                NothingMore::Running
            } else {
                NothingMore::Asleep
            })
        } else if self.is_overdue() {
            Err(NothingMore::Starved)
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
        self.time.passed() > self.limit * KEPT
    }

    /// Waits until nothing of the program has run for so long, or it has
    /// ended, or the limit is reached.
    pub fn until_still(&mut self, child: &mut Child, still: Duration) {
        let end = Instant::now() + self.limit * 2;
        while self.time.still < still
            && self.check(child).is_ok()
            && Instant::now() < end
        {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The time that it has lasted so far, as the program had it.
    pub fn own(&self) -> Duration {
        self.time.own()
    }

    /// The time that the machine has taken from it.
    pub fn lost(&self) -> Duration {
        self.time.lost()
    }

    /// The time that the program has run meanwhile.
    pub fn ran(&self) -> Duration {
        self.time.ran
    }
}

/// For machines on which all of it takes longer.
fn scale() -> f64 {
    let scale = std::env::var("EX_TIMEOUT_SCALE").ok();
    let scale = scale.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    f64::clamp(scale, 0.1, 1000.0)
}
