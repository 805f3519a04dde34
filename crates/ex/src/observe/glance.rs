//! One look at a program and all that it has started.
//!
//! On Linux `/proc` says of each thread how long it has run, how long it has
//! been ready and was not given a processor, and how often it was given one
//! (proc_pid_schedstat(5)); and of each process the most memory that it has
//! had (`VmHWM`). Elsewhere nothing of it is known here.

use std::collections::BTreeMap;
use std::time::Duration;

#[cfg(target_os = "linux")]
use lab::proc_file;

/// What a look has shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Glance {
    /// Each thread, by its number.
    pub threads: BTreeMap<u32, Thread>,
    /// The most that the processes have had in memory, in bytes.
    pub peak: u64,
}

/// A thread at that moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thread {
    /// The time that it has run.
    pub ran: Duration,
    /// The time that it was ready and did not run.
    pub delayed: Duration,
    /// How often it was given a processor.
    pub turns: u64,
    /// It waits for something, or has ended.
    pub asleep: bool,
}

impl Glance {
    /// Whether nothing has run since the earlier look, or wants to.
    pub fn is_still(&self, earlier: &Glance) -> bool {
        self.threads.iter().all(|(id, now)| {
            let before = earlier.threads.get(id);
            now.asleep && before.is_some_and(|b| b.turns == now.turns)
        })
    }

    /// Whether something runs, or wants to.
    pub fn is_awake(&self) -> bool {
        self.threads.values().any(|thread| !thread.asleep)
    }

    /// How long the threads have run since then, all together.
    pub fn ran(&self, earlier: &Glance) -> Duration {
        self.each(earlier, |thread| thread.ran).sum()
    }

    /// How long the one that was kept waiting most has waited since then.
    pub fn delayed(&self, earlier: &Glance) -> Duration {
        let delays = self.each(earlier, |thread| thread.delayed);
        delays.max().unwrap_or_default()
    }

    /// Of so much time since then, how long one that wants to run has not. (A
    /// delay is counted only once it is over.)
    pub fn waits(&self, earlier: &Glance, passed: Duration) -> Duration {
        let awake = self.threads.iter().filter(|(_, thread)| !thread.asleep);
        let waits = awake.map(|(id, now)| {
            let before = earlier.threads.get(id).map(|thread| thread.ran);
            // A number may be another thread's by now, which has run less.
            let ran = now.ran.saturating_sub(before.unwrap_or_default());
            passed.saturating_sub(ran)
        });
        // One that wanted to run and has ended says no more of it.
        let ended = earlier.threads.iter().find(|(id, before)| {
            !before.asleep && !self.threads.contains_key(id)
        });
        waits.max().max(ended.map(|_| passed)).unwrap_or_default()
    }

    /// How long each thread that wants to run has not, where it had not for
    /// so long `until` the earlier look, and so much time has passed since.
    pub fn pending(
        &self,
        earlier: &Glance,
        passed: Duration,
        until: &BTreeMap<u32, Duration>,
    ) -> BTreeMap<u32, Duration> {
        let awake = self.threads.iter().filter(|(_, thread)| !thread.asleep);
        let pending = awake.map(|(id, now)| {
            let before = earlier.threads.get(id);
            let since = match before {
                Some(before) if before == now => {
                    passed + until.get(id).copied().unwrap_or_default()
                }
                Some(before) => {
                    passed.saturating_sub(now.ran.saturating_sub(before.ran))
                }
                None => passed,
            };
            (*id, since)
        });
        pending.collect()
    }

    fn each(
        &self,
        earlier: &Glance,
        part: fn(&Thread) -> Duration,
    ) -> impl Iterator<Item = Duration> {
        self.threads.iter().map(move |(id, now)| {
            let before = earlier.threads.get(id).map(part);
            part(now).saturating_sub(before.unwrap_or_default())
        })
    }
}

/// Looks at the process and its descendants.
#[cfg(target_os = "linux")]
pub fn look(pid: u32) -> Option<Glance> {
    let mut glance = Glance::default();
    for process in lab::descendants::tree(pid) {
        for id in process.threads {
            // One that ends meanwhile has no file any more.
            if let Some(thread) = thread(process.id, id) {
                glance.threads.insert(id, thread);
            }
        }
        glance.peak += peak(process.id).unwrap_or(0);
    }
    (!glance.threads.is_empty()).then_some(glance)
}

/// Elsewhere nothing is known.
#[cfg(not(target_os = "linux"))]
pub fn peak(_process: u32) -> Option<u64> {
    None
}

/// Elsewhere nothing is known.
#[cfg(not(target_os = "linux"))]
pub fn look(_pid: u32) -> Option<Glance> {
    None
}

/// What several processes hold together now, where each page counts once,
/// or, where that is more, the most that one of them has had alone; none of
/// a single process, and where the kernel does not say it (`Pss` in
/// proc_pid_smaps(5)).
#[cfg(target_os = "linux")]
pub fn held_once(pid: u32) -> Option<u64> {
    let tree = lab::descendants::tree(pid);
    let ids: Vec<u32> = tree.iter().map(|process| process.id).collect();
    if ids.len() < 2 {
        return None;
    }
    let alone = ids.iter().filter_map(|id| peak(*id)).max();
    let parts = ids.iter().filter_map(|id| {
        let path = format!("/proc/{id}/smaps_rollup");
        kilobytes(&proc_file::read(&path).ok()?, "Pss:")
    });
    let together: Option<u64> =
        parts.fold(None, |sum, part| Some(sum.unwrap_or(0) + part));
    together.map(|together| together.max(alone.unwrap_or(0)))
}

/// Elsewhere nothing is known.
#[cfg(not(target_os = "linux"))]
pub fn held_once(_pid: u32) -> Option<u64> {
    None
}

#[cfg(target_os = "linux")]
fn thread(process: u32, id: u32) -> Option<Thread> {
    let at = format!("/proc/{process}/task/{id}");
    let stat = proc_file::read(&format!("{at}/stat")).ok()?;
    // The second field may hold anything between its parentheses.
    let (_, fields) = stat.rsplit_once(") ")?;
    let times = proc_file::read(&format!("{at}/schedstat"));
    // A kernel that does not count them (CONFIG_SCHED_INFO) has no file.
    let times = times.unwrap_or_default();
    let mut times = times.split_whitespace().map(|n| n.parse().ok());
    let mut next = || times.next().flatten().unwrap_or(0);
    Some(Thread {
        ran: Duration::from_nanos(next()),
        delayed: Duration::from_nanos(next()),
        turns: next(),
        asleep: fields.starts_with(['S', 'T', 't', 'Z', 'X']),
    })
}

/// The most that a process has had in memory so far, in bytes.
#[cfg(target_os = "linux")]
pub fn peak(process: u32) -> Option<u64> {
    let status = proc_file::read(&format!("/proc/{process}/status")).ok()?;
    kilobytes(&status, "VmHWM:")
}

/// What a line of this name says, in bytes.
#[cfg(target_os = "linux")]
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::io::Read;
    use std::process::{Command, Stdio, id};

    #[test]
    fn who_sleeps_is_still_and_who_works_is_not() {
        let mut sleeper = Command::new("sleep").arg("1000").spawn().unwrap();
        let mut before = look(sleeper.id()).unwrap();
        loop {
            let now = look(sleeper.id()).unwrap();
            if now.is_still(&before) && !now.threads.is_empty() {
                break;
            }
            before = now;
        }
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
        // This thread runs while it asks.
        let before = look(id()).unwrap();
        assert!(!look(id()).unwrap().is_still(&before));
    }

    #[test]
    fn what_processes_share_counts_once() {
        // They end with their input.
        let script = "exec 3<&0; cat <&3 & cat <&3 & echo begun; wait";
        let mut parent = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut begun = [0; 6];
        let stdout = parent.stdout.as_mut().unwrap();
        stdout.read_exact(&mut begun).unwrap();
        let sum = look(parent.id()).unwrap().peak;
        let once = held_once(parent.id()).unwrap();
        assert!(0 < once && once < sum, "{once} of {sum}");
        assert_eq!(held_once(u32::MAX), None);
        drop(parent.stdin.take());
        parent.wait().unwrap();
    }

    #[test]
    fn a_number_that_was_given_anew_is_another_thread() {
        let [before, now] = [9, 2].map(|seconds| {
            let ran = Duration::from_secs(seconds);
            let thread = Thread {
                ran,
                ..Thread::default()
            };
            let threads = BTreeMap::from([(7, thread)]);
            Glance { threads, peak: 0 }
        });
        let passed = Duration::from_secs(1);
        assert_eq!(now.waits(&before, passed), passed);
        assert_eq!(now.ran(&before), Duration::ZERO);
        let nobody = Glance::default();
        assert_eq!(nobody.waits(&before, passed), passed);
    }

    #[test]
    fn a_wait_for_a_processor_is_one_however_often_one_looks() {
        let glance = |ran| {
            let thread = Thread {
                ran: Duration::from_millis(ran),
                ..Thread::default()
            };
            let threads = BTreeMap::from([(7, thread)]);
            Glance { threads, peak: 0 }
        };
        let passed = Duration::from_millis(30);
        let begins = glance(5).pending(&glance(1), passed, &BTreeMap::new());
        assert_eq!(begins[&7], Duration::from_millis(26));
        let goes_on = glance(5).pending(&glance(5), passed, &begins);
        assert_eq!(goes_on[&7], Duration::from_millis(56));
        let over = glance(9).pending(&glance(5), passed, &goes_on);
        assert_eq!(over[&7], Duration::from_millis(26));
    }

    #[test]
    fn what_has_run_and_what_is_held_grows() {
        let before = look(id()).unwrap();
        while look(id()).unwrap().ran(&before).is_zero() {}
        // Touched, or the kernel keeps no page of it.
        let held = std::hint::black_box(vec![1_u8; 32 << 20]);
        let now = look(id()).unwrap();
        assert!(now.peak >= before.peak.max(32 << 20), "{}", held.len());
    }
}
