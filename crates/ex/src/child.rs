//! The learner's program while a check plays.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use lab::descendants;
use lab::process::{Program, Seen, plain_environment};

use crate::ending;
use crate::quiet::{self, Quiet};
use crate::verdict::Stop;

/// How many of its last lines a report shows.
const TAIL: usize = 5;
/// How many lines a server may print before it is ready.
const LINES: usize = 100;
/// How much longer a program may take on a busy machine.
const BUSY: u32 = 4;
/// How often what is waited for is looked at again.
const SLICE: Duration = Duration::from_millis(20);

/// How long a pipe may take to hand on what a program wrote.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How long it may say nothing before nothing more is expected of it.
const CALM: Duration = Duration::from_millis(100);

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
    program: Program,
    /// `NAME=value`, in the environment of all that it starts.
    marker: String,
    printed: usize,
    period: Duration,
    /// Nothing of it is left.
    gone: bool,
}

/// Why nothing more is to be expected of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingMore {
    /// It has ended, with this status.
    Ended(i32),
    /// It sleeps and has nothing to do.
    Quiet,
    /// It has had its time.
    Overdue,
}

impl Child {
    /// Starts it. A program counts as quiet when it has not run for the
    /// period.
    ///
    /// # Errors
    /// What the system reports of the start.
    pub fn start(
        target: &Target,
        args: &[String],
        period: Duration,
    ) -> io::Result<Child> {
        static RUNS: AtomicU32 = AtomicU32::new(0);
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        let value = format!("{}-{run}", std::process::id());
        let mut command = Command::new(&target.program);
        plain_environment(&mut command);
        command.args(&target.args).args(args).env("EX_RUN", &value);
        Ok(Child {
            program: ending::unless_begun(|| Program::start_apart(command))?,
            marker: format!("EX_RUN={value}"),
            printed: 0,
            period,
            gone: false,
        })
    }

    /// The exit status, once it has ended.
    pub fn ended(&mut self) -> Option<i32> {
        self.program.exit_status(Instant::now()).ok().flatten()
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
                return Ok(self.take_line());
            }
            match patience.check(self) {
                Ok(()) => {}
                // What it printed last may be on its way: the thread that
                // reads the pipe is ours, and may be kept waiting too.
                Err(_) if self.has_line(LAST_WORDS) => {
                    return Ok(self.take_line());
                }
                Err(lost) => return Err(lost),
            }
        }
    }

    /// Waits for a line, or for the end of them.
    fn has_line(&self, wait: Duration) -> bool {
        let at = self.printed;
        let enough = |seen: &Seen| seen.lines.len() > at || seen.ended;
        self.program.wait_until_shown(Instant::now() + wait, enough)
    }

    fn take_line(&mut self) -> Option<String> {
        let at = self.printed;
        let next = self.program.look(|seen| seen.lines.get(at).cloned());
        self.printed += usize::from(next.is_some());
        next
    }

    /// The address in its `listening on ADDR`.
    ///
    /// # Errors
    /// What it does instead.
    pub fn address(&mut self) -> Result<SocketAddr, Stop> {
        let mut before: Vec<String> = Vec::new();
        let came = loop {
            if before.len() == LINES {
                break format!("{LINES} other lines");
            }
            match self.line() {
                Ok(Some(line)) => match line.strip_prefix("listening on ") {
                    Some(addr) => return right_address(addr),
                    None => before.push(line),
                },
                Ok(None) => {
                    break match self.lost_now() {
                        Some(lost) => lost.text(),
                        None => "it has closed its standard output".into(),
                    };
                }
                Err(lost) => break lost.text(),
            }
        };
        let printed = match before.last() {
            Some(last) => format!("; the last line it printed: {last}"),
            None => String::new(),
        };
        let expected = "the line `listening on ADDR` on standard output";
        Err(Stop::fail(expected, format!("{came}{printed}")))
    }

    fn lost_now(&mut self) -> Option<NothingMore> {
        // Its streams are closed: if it ends, it ends now.
        let soon = Instant::now() + Duration::from_millis(500);
        let status = self.program.exit_status(soon).ok().flatten();
        status.map(NothingMore::Ended)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// Why it is not to be expected.
    pub fn wait(&mut self) -> Result<i32, NothingMore> {
        let mut patience = self.patience();
        loop {
            match patience.check(self) {
                Err(NothingMore::Ended(status)) => return Ok(status),
                Err(lost) => return Err(lost),
                Ok(()) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// Waits until it has done what it still has to do, so that what it
    /// says of it is heard.
    pub fn calm_down(&mut self) {
        let mut patience = Patience {
            quiet: Quiet::watch(self.program.id(), CALM),
            deadline: Instant::now() + Duration::from_secs(1),
            ..self.patience()
        };
        while patience.check(self).is_ok() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// Ends it and all that it started; what it said on standard error.
    pub fn end(&mut self) -> Vec<String> {
        self.end_all();
        let deadline = Instant::now() + LAST_WORDS;
        while !self.program.errors().ended && Instant::now() < deadline {
            std::thread::yield_now();
        }
        self.program.errors().lines
    }

    fn end_all(&mut self) {
        if !self.gone {
            self.program.kill(Instant::now());
            descendants::end_marked(&self.marker);
            self.gone = true;
        }
    }

    /// The last of these lines.
    pub fn tail(lines: Vec<String>) -> Vec<String> {
        let skipped = lines.len().saturating_sub(TAIL);
        lines.into_iter().skip(skipped).collect()
    }

    /// A fresh wait.
    pub fn patience(&self) -> Patience {
        Patience {
            quiet: Quiet::watch(self.program.id(), self.period),
            begun: Instant::now(),
            deadline: Instant::now() + limit(),
            spent: quiet::processor_time(self.program.id()),
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end_all();
    }
}

/// How long a wait for a program may last.
#[derive(Debug)]
pub struct Patience {
    quiet: Quiet,
    begun: Instant,
    deadline: Instant,
    /// The program's processor time when the wait began.
    spent: Option<Duration>,
}

impl Patience {
    /// # Errors
    /// Why waiting on is of no use.
    pub fn check(&mut self, child: &mut Child) -> Result<(), NothingMore> {
        if let Some(status) = child.ended() {
            Err(NothingMore::Ended(status))
        } else if self.quiet.is_quiet() {
            Err(NothingMore::Quiet)
        } else if Instant::now() > self.deadline && !self.is_kept_waiting(child)
        {
            Err(NothingMore::Overdue)
        } else {
            Ok(())
        }
    }
}

impl Patience {
    /// Whether the machine is too busy for the program: it wants to run and
    /// has hardly been given a processor. Then it may take longer.
    fn is_kept_waiting(&self, child: &Child) -> bool {
        let now = quiet::processor_time(child.program.id());
        let (Some(before), Some(now)) = (self.spent, now) else {
            return false;
        };
        let waited = self.begun.elapsed();
        now.saturating_sub(before) * 5 < waited && waited < limit() * BUSY
    }
}

/// How long one step may take while the program runs on. Generous: what
/// waits in vain is told sooner, by [`Quiet`].
fn limit() -> Duration {
    let usual = if cfg!(target_os = "linux") {
        Duration::from_secs(5)
    } else {
        Duration::from_secs(2)
    };
    let scale = std::env::var("EX_TIMEOUT_SCALE").ok();
    let scale = scale.and_then(|text| text.parse().ok()).unwrap_or(1.0);
    usual.mul_f64(f64::clamp(scale, 0.1, 1000.0))
}

impl NothingMore {
    /// In a sentence about the program.
    pub fn text(self) -> String {
        match self {
            NothingMore::Ended(101) => "your program ended with a panic".into(),
            NothingMore::Ended(0) => "your program ended (status 0)".into(),
            NothingMore::Ended(status) if status > 128 => {
                format!("your program was ended by signal {}", status - 128)
            }
            NothingMore::Ended(status) => {
                format!("your program ended with status {status}")
            }
            NothingMore::Quiet => "nothing: your program waits for something \
                            that does not come"
                .into(),
            NothingMore::Overdue => {
                "nothing in time: your program runs on and on".into()
            }
        }
    }
}

fn right_address(text: &str) -> Result<SocketAddr, Stop> {
    let expected = "`listening on 127.0.0.1:PORT`, the address that was \
                    bound for the argument 127.0.0.1:0";
    let Ok(addr) = text.trim().parse::<SocketAddr>() else {
        return Err(Stop::fail(expected, format!("`{text}`: no address")));
    };
    let own = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let why = if addr.port() == 0 {
        "the argument itself: print what `local_addr()` returns"
    } else if addr.ip() != own
        || record::ports::DOCUMENTED.contains(&addr.port())
    {
        "an address of its own: bind the first argument"
    } else {
        return Ok(addr);
    };
    Err(Stop::fail(expected, format!("`{addr}`, {why}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_must_be_the_one_that_was_asked_for() {
        assert!(right_address("127.0.0.1:40000").is_ok());
        for (text, why) in [
            ("127.0.0.1:0", "local_addr"),
            ("0.0.0.0:40000", "bind the first argument"),
            ("127.0.0.1:7240", "bind the first argument"),
            ("127.0.0.1:8240", "bind the first argument"),
            ("port 40000", "no address"),
        ] {
            let Err(Stop::Fail { came, .. }) = right_address(text) else {
                panic!("{text} passed");
            };
            assert!(came.contains(why), "{text}: {came}");
        }
    }
}
