//! The learner's program while a check plays.

use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use exercise::{Limits, Role};
use lab::descendants;
use lab::process::{Program, Seen, plain_environment};

use super::NothingMore;
use super::ended::Ended;
use super::glance;
use super::own_time::OwnTime;
use super::patience::Patience;
use crate::{clock, ending};

/// How many of its last lines a report shows.
const TAIL: usize = 5;
/// And how many characters of each.
const WIDE: usize = 160;
/// How often what is waited for is looked at again.
const SLICE: Duration = Duration::from_millis(20);
/// How long a pipe may take to hand on what a program wrote.
pub(super) const LAST_WORDS: Duration = Duration::from_secs(1);
/// The same once nobody is left who could write.
const LAST: Duration = Duration::from_secs(10);
/// The same in turns of ours: on a busy machine the thread that reads the
/// pipe has its turns as late as we have.
const TURNS: u32 = 50;
/// How long an answer is waited for that is late already.
pub const LATE: Duration = Duration::from_millis(2_500);
/// How long it may say nothing before nothing more is expected of it.
const CALM: Duration = Duration::from_millis(100);

/// Where no program's clock shows UTC, by POSIX's rule: three hours and a half
/// behind it.
const ZONE: &str = "AWAY+03:30";

/// What is judged: a program, and words that come before its arguments.
#[derive(Clone, Debug)]
pub struct Target {
    /// The program, found as a shell would find it.
    pub program: PathBuf,
    /// Its first arguments.
    pub args: Vec<String>,
}

/// A run of it. Dropping it ends it and everything that it started.
#[derive(Debug)]
pub struct Child {
    pub(super) program: Program,
    /// `NAME=value`, in the environment of all that it starts.
    marker: String,
    printed: usize,
    pub(super) limits: Limits,
    /// It has begun to do what it is for.
    pub(super) ready: bool,
    /// What the machine has taken from it while it was waited for.
    lost: Duration,
    /// What it held at first, in bytes.
    pub(super) first_held: Option<u64>,
    /// How it has ended, once that was seen.
    ended: Option<Ended>,
    /// Nothing of it is left.
    gone: bool,
}

impl Child {
    /// Starts it.
    ///
    /// # Errors
    /// What the system reports of the start.
    pub fn start(
        target: &Target,
        args: &[String],
        limits: Limits,
        role: Role,
    ) -> io::Result<Child> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let value = format!("{}-{run}", std::process::id());
        let mut command = Command::new(&target.program);
        plain_environment(&mut command);
        command.args(&target.args).args(args).env("EX_RUN", &value);
        // Who takes the clock on the wall for UTC learns it here.
        command.env("TZ", ZONE);
        if role == Role::Server {
            // Runtimes that give memory back late learn here how much there
            // is, as they would in a container.
            let heap = limits.memory / 2;
            command.env("JDK_JAVA_OPTIONS", format!("-Xmx{heap}m"));
            command.env("GOMEMLIMIT", format!("{heap}MiB"));
        }
        let program = ending::unless_begun(|| Program::start_apart(command))?;
        let peak = || glance::look(program.id()).map(|seen| seen.peak);
        Ok(Child {
            // What a server takes before it is ready is its own affair.
            first_held: peak().filter(|_| role == Role::Command),
            program,
            marker: format!("EX_RUN={value}"),
            printed: 0,
            limits,
            ready: false,
            lost: Duration::ZERO,
            ended: None,
            gone: false,
        })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.program.id()
    }

    /// How it has ended, once it has.
    pub fn ended(&mut self) -> Option<Ended> {
        self.ended_until(Instant::now())
    }

    pub(super) fn ended_until(&mut self, deadline: Instant) -> Option<Ended> {
        if self.ended.is_none() {
            let status = self.program.exit_status(deadline).ok().flatten()?;
            let last_words = || {
                clock::wait(LAST_WORDS, || self.program.errors().ended);
                self.errors()
            };
            self.ended = Some(Ended::of(status, last_words));
        }
        self.ended
    }

    /// Types on its standard input.
    pub fn type_text(&mut self, text: &str) {
        self.program.type_text(text);
    }

    /// Ends its standard input.
    pub fn end_input(&mut self) {
        self.program.end_input();
    }

    /// Its next line on standard output; `None` once that has ended.
    ///
    /// # Errors
    /// Why none is to be expected.
    pub fn line(&mut self) -> Result<Option<String>, NothingMore> {
        let mut patience = self.patience();
        loop {
            if self.has_line(SLICE) {
                let line = self.take_line();
                self.ready |= line.is_some();
                self.lost += patience.lost();
                // Who prints and ends is not looked at again.
                let peak = glance::peak(self.program.id());
                return if peak.is_some_and(|peak| self.is_too_much(peak)) {
                    Err(NothingMore::Memory)
                } else {
                    Ok(line)
                };
            }
            match patience.check(self) {
                Ok(()) => {}
                // What it printed last may be on its way: the thread that
                // reads the pipe is ours, and may be kept waiting too.
                Err(_) if (0..TURNS).any(|_| self.has_line(SLICE)) => {
                    return Ok(self.take_line());
                }
                Err(lost) => return Err(lost),
            }
        }
    }

    /// What the machine has taken from it while a line was waited for.
    pub fn lost(&self) -> Duration {
        self.lost
    }

    /// Waits for a line, or for the end of them.
    fn has_line(&self, wait: Duration) -> bool {
        let at = self.printed;
        let enough = |seen: &Seen| seen.lines.len() > at || seen.ended;
        self.program.wait_until_shown(Instant::now() + wait, enough)
    }

    /// Whether its next line is this one, though it comes too late.
    pub fn prints_late(&mut self, line: &str) -> bool {
        let mut patience = self.patience_after(LATE);
        while patience.check(self).is_ok() {
            if self.has_line(SLICE) {
                return self.take_line().is_some_and(|late| late == line);
            }
        }
        false
    }

    /// Whether this line comes among the others, until it prints no more.
    pub fn prints_in_the_end(&self, line: &str) -> bool {
        let at = self.printed;
        let is_there =
            |seen: &Seen| seen.lines[at..].iter().any(|one| one == line);
        let enough = |seen: &Seen| seen.ended || is_there(seen);
        let deadline = Instant::now() + LAST_WORDS;
        self.program.wait_until_shown(deadline, enough);
        self.program.look(is_there)
    }

    fn take_line(&mut self) -> Option<String> {
        let at = self.printed;
        let next = self.program.look(|seen| seen.lines.get(at).cloned());
        self.printed += usize::from(next.is_some());
        next
    }

    /// The lines on standard output that nobody has taken yet.
    pub fn lines_left(&self) -> Vec<String> {
        let at = self.printed;
        self.program.look(|seen| seen.lines[at..].to_vec())
    }

    /// Whether its last line on standard output lacks its end.
    pub fn is_unfinished(&self) -> bool {
        self.program.look(|seen| seen.unfinished)
    }

    /// The lines on standard error so far.
    pub fn errors(&self) -> Vec<String> {
        self.program.errors().lines
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// Why it is not to be expected.
    pub fn wait(&mut self) -> Result<Ended, NothingMore> {
        let mut patience = self.patience();
        loop {
            match patience.check(self) {
                Err(NothingMore::Ended(how)) => {
                    // As in `line`; who else has the pipe may keep it open.
                    let soon = Instant::now() + SLICE * TURNS;
                    self.program.wait_until(soon, |seen| seen.ended);
                    return Ok(how);
                }
                Err(lost) => return Err(lost),
                Ok(()) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// How it ends, where it is about to: its last bytes were its last.
    pub fn ends_now(&mut self) -> Option<Ended> {
        let mut patience = self.patience_of(CALM * 3);
        patience.until_still(self, CALM);
        self.ended()
    }

    /// Waits until it has done what it still has to do, so that what it
    /// says of it is heard.
    pub fn calm_down(&mut self) {
        let mut patience = self.patience_of(Duration::from_secs(1));
        patience.until_still(self, CALM);
    }

    /// Waits until it has not run for so long.
    pub fn rest(&mut self, still: Duration) {
        let mut patience = self.patience_of(still * 5);
        patience.until_still(self, still);
    }

    /// Ends it and all that it started; what it said on standard error.
    pub fn end(&mut self) -> Vec<String> {
        self.end_all();
        clock::wait(LAST, || self.program.errors().ended);
        self.program.errors().lines
    }

    fn end_all(&mut self) {
        if !self.gone {
            self.program.kill(Instant::now());
            descendants::end_marked(&self.marker);
            self.gone = true;
        }
    }

    /// The last of these lines, and of each its beginning.
    pub fn tail(lines: Vec<String>) -> Vec<String> {
        let skipped = lines.len().saturating_sub(TAIL);
        let cut = |line: String| match line.char_indices().nth(WIDE) {
            Some((at, _)) => format!("{} …", &line[..at]),
            None => line,
        };
        lines.into_iter().skip(skipped).map(cut).collect()
    }

    /// A fresh wait for an answer, or for the first sign of life.
    pub fn patience(&self) -> Patience {
        let seconds = if self.ready {
            self.limits.answers
        } else {
            self.limits.starts
        };
        let limit = Duration::from_secs(seconds.into());
        Patience::for_answer(self.program.id(), limit)
    }

    /// A fresh wait for an answer to what is tried after a failure.
    pub fn patience_after(&self, limit: Duration) -> Patience {
        Patience::for_another(self.program.id(), limit)
    }

    /// A fresh wait of so long.
    pub fn patience_of(&self, limit: Duration) -> Patience {
        Patience::new(self.program.id(), limit)
    }

    /// Whether it may still do something without being asked.
    pub fn may_go_on(&mut self) -> bool {
        cfg!(target_os = "linux")
            && self.ended().is_none()
            && !self.watch().is_stuck()
    }

    /// A watch of the time that it has, from now on.
    pub fn watch(&self) -> OwnTime {
        OwnTime::begin(self.program.id())
    }

    /// How many threads and processes it has, as far as that can be seen.
    pub fn count(&self) -> Option<usize> {
        glance::look(self.program.id()).map(|seen| seen.threads.len())
    }

    /// Whether so many bytes are too much more than it held at first. What
    /// several processes share, as those that were forked do, counts once.
    pub fn is_too_much(&self, peak: u64) -> bool {
        let most = u64::from(self.limits.memory) << 20;
        let is_more = |held: u64| {
            self.first_held
                .is_some_and(|first| held.saturating_sub(first) > most)
        };
        let once = || glance::held_once(self.program.id());
        is_more(peak) && once().is_none_or(is_more)
    }

    /// Whether it has ever held too much, as far as that can be seen now.
    pub fn has_held_too_much(&self) -> bool {
        let seen = glance::look(self.program.id());
        seen.is_some_and(|seen| self.is_too_much(seen.peak))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end_all();
    }
}
