//! Time in which the machine gave a program a processor.
//!
//! What a busy machine takes from a program is nobody's fault: the time in
//! which a thread of it was ready and did not run is not counted, nor the
//! time by which the judge itself was late to look.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::glance::{self, Glance};

/// How often to look.
const PACE: Duration = Duration::from_millis(25);
/// Who looks again after this has been kept waiting, too.
const LATE: Duration = Duration::from_millis(80);

/// A watch that stands still while the program is kept waiting.
#[derive(Debug)]
pub struct OwnTime {
    pid: u32,
    seen: Option<Glance>,
    looked: Instant,
    begun: Instant,
    /// What the machine has taken from the program since then, by what it
    /// has counted, and by what was seen of it.
    delayed: Duration,
    waited: Duration,
    /// For how long each thread that wants to run has not, by now: that is
    /// counted only once it is over.
    pending: BTreeMap<u32, Duration>,
    /// And from the judge.
    late: Duration,
    /// The time that the program's threads have run since, all together.
    pub ran: Duration,
    /// For how long nothing of it has run.
    pub still: Duration,
    /// For how long some of it has run, or wanted to, at each look.
    pub awake: Duration,
}

impl OwnTime {
    /// From now on.
    pub fn begin(pid: u32) -> OwnTime {
        let now = Instant::now();
        OwnTime {
            pid,
            seen: glance::look(pid),
            looked: now,
            begun: now,
            delayed: Duration::ZERO,
            waited: Duration::ZERO,
            pending: BTreeMap::new(),
            late: Duration::ZERO,
            ran: Duration::ZERO,
            still: Duration::ZERO,
            awake: Duration::ZERO,
        }
    }

    /// Looks again, unless it has just looked. Whether it did.
    pub fn look(&mut self) -> bool {
        let passed = self.looked.elapsed();
        if passed < PACE {
            return false;
        }
        self.look_now();
        true
    }

    /// Looks again.
    pub fn look_now(&mut self) {
        let passed = self.looked.elapsed();
        self.looked += passed;
        let now = glance::look(self.pid);
        self.late += passed.saturating_sub(LATE);
        let mut still = false;
        if let (Some(before), Some(now)) = (&self.seen, &now) {
            self.delayed += now.delayed(before);
            self.waited += now.waits(before, passed);
            self.pending = now.pending(before, passed, &self.pending);
            self.ran += now.ran(before);
            still = now.is_still(before);
            if before.is_awake() && now.is_awake() {
                self.awake += passed;
            }
        }
        self.still = if still {
            self.still + passed
        } else {
            Duration::ZERO
        };
        self.seen = now;
    }

    /// The time that it has lasted, as the program had it.
    pub fn own(&self) -> Duration {
        let passed = self.looked - self.begun;
        passed.saturating_sub(self.lost())
    }

    /// The time that the machine has taken from it.
    pub fn lost(&self) -> Duration {
        self.delayed.max(self.waited).max(self.late)
    }

    /// What the machine has taken from the program, as it has counted it;
    /// when the judge looked does not matter.
    pub fn counted(&self) -> Duration {
        let pending = self.pending.values().max();
        self.delayed + pending.copied().unwrap_or_default()
    }

    /// The time that it has lasted, but for what the machine has counted
    /// as taken from the program; when the judge looked does not matter.
    pub fn had(&self) -> Duration {
        let passed = self.looked - self.begun;
        passed.saturating_sub(self.counted())
    }

    /// What everybody's clock says of it.
    pub fn passed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// It has begun so long ago.
    #[cfg(test)]
    pub fn began(&mut self, ago: Duration) {
        self.begun -= ago;
    }

    /// Whether it has hardly ever waited for anything but a processor.
    pub fn is_restless(&self) -> bool {
        self.awake > self.passed().mul_f64(0.9)
    }

    /// Whether the program waits without end for something from outside.
    pub fn is_stuck(&self) -> bool {
        #[cfg(target_os = "linux")]
        return lab::blocked::without_end(self.pid);
        #[cfg(not(target_os = "linux"))]
        false
    }

    /// The most memory that the program has had, in bytes.
    pub fn peak(&self) -> Option<u64> {
        self.seen.as_ref().map(|seen| seen.peak)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn who_is_stopped_from_looking_counts_little_of_it() {
        // Not this process: other tests are other threads of it.
        let mut sleeper = Command::new("sleep").arg("1000").spawn().unwrap();
        while glance::look(sleeper.id()).is_none_or(|g| g.is_awake()) {}
        let mut time = OwnTime::begin(sleeper.id());
        std::thread::sleep(LATE * 5);
        assert!(time.look());
        assert!(time.own() <= LATE * 2, "{:?}", time.own());
        assert!(time.passed() >= LATE * 5);
        assert!(time.had() > LATE * 2, "{:?}", time.had());
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
    }
}
