//! Whether a program waits: nothing of it runs, or has run of late.
//!
//! A wait for an answer that never comes need not last until a deadline. On
//! Linux `/proc` says of each thread whether it sleeps and how often it has
//! been given a processor. Where no thread of a program and its descendants
//! has run for a while and none wants to, nothing will come. A busy machine
//! does not hurry this: there a thread that has work is not asleep.

use std::time::{Duration, Instant};

/// How often to look.
const PACE: Duration = Duration::from_millis(30);

/// Watches one program.
#[derive(Debug)]
pub struct Quiet {
    pid: u32,
    period: Duration,
    seen: Option<Vec<String>>,
    since: Instant,
    looked: Instant,
}

impl Quiet {
    /// From now on; quiet is who has not run for this period.
    pub fn watch(pid: u32, period: Duration) -> Quiet {
        let now = Instant::now();
        Quiet {
            pid,
            period,
            seen: None,
            since: now,
            looked: now,
        }
    }

    /// True once nothing of the program has run for the period.
    pub fn is_quiet(&mut self) -> bool {
        if self.looked.elapsed() < PACE {
            return false;
        }
        let threads = asleep(self.pid);
        self.looked = Instant::now();
        if threads.is_none() || threads != self.seen {
            self.seen = threads;
            self.since = self.looked;
        }
        self.seen.is_some() && self.since.elapsed() >= self.period
    }
}

/// How often each thread has run, where all of them sleep.
#[cfg(target_os = "linux")]
fn asleep(pid: u32) -> Option<Vec<String>> {
    use std::fs;
    let mut counts = Vec::new();
    for process in lab::descendants::tree(pid) {
        let tasks = fs::read_dir(format!("/proc/{process}/task"));
        for task in tasks.into_iter().flatten().flatten() {
            // One that ends meanwhile has no file any more.
            let status = fs::read_to_string(task.path().join("status"));
            counts.push(asleep_thread(&status.unwrap_or_default())?);
        }
    }
    Some(counts)
}

/// `State` and the context switches (proc_pid_status(5)).
#[cfg(target_os = "linux")]
fn asleep_thread(status: &str) -> Option<String> {
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.trim_start_matches(name).trim().to_string())
    };
    let sleeps = field("State:")?.starts_with(['S', 'T', 't', 'Z', 'X']);
    let given = field("voluntary_ctxt_switches:")?;
    let taken = field("nonvoluntary_ctxt_switches:")?;
    let pid = field("Pid:")?;
    sleeps.then(|| format!("{pid} {given} {taken}"))
}

/// Elsewhere only a deadline can tell.
#[cfg(not(target_os = "linux"))]
fn asleep(_pid: u32) -> Option<Vec<String>> {
    None
}

/// The processor time of the program and what it has started, where it is
/// known.
#[cfg(target_os = "linux")]
pub fn processor_time(pid: u32) -> Option<Duration> {
    // Its own is in ticks of a hundredth of a second (proc_pid_stat(5)); the
    // second field may hold anything between its parentheses.
    let ticks = |pid: &u32| -> Option<u64> {
        let stat = std::fs::read(format!("/proc/{pid}/stat")).ok()?;
        let stat = String::from_utf8_lossy(&stat).into_owned();
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut times = fields.split(' ').skip(11);
        let mut next = || times.next()?.parse::<u64>().ok();
        Some(next()? + next()?)
    };
    let tree = lab::descendants::tree(pid);
    let ticks: u64 = tree.iter().filter_map(ticks).sum();
    Some(Duration::from_millis(ticks * 10))
}

/// Elsewhere it is not asked for.
#[cfg(not(target_os = "linux"))]
pub fn processor_time(_pid: u32) -> Option<Duration> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn who_sleeps_is_quiet_and_who_works_is_not() {
        let mut sleeper = std::process::Command::new("sleep")
            .arg("1000")
            .spawn()
            .unwrap();
        let mut quiet = Quiet::watch(sleeper.id(), Duration::from_millis(50));
        while !quiet.is_quiet() {
            std::thread::yield_now();
        }
        sleeper.kill().unwrap();
        sleeper.wait().unwrap();
        // This thread runs while it asks.
        let own = std::process::id();
        let mut own = Quiet::watch(own, Duration::ZERO);
        std::thread::sleep(PACE);
        assert!(!own.is_quiet());
    }

    #[test]
    fn processor_time_grows() {
        let own = std::process::id();
        let before = processor_time(own).unwrap();
        while processor_time(own).unwrap() == before {}
    }
}
