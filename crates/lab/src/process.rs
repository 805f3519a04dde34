//! A running program: one pipe for both of its streams, or one for each,
//! read as it comes.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// How much of what a program prints is kept, and what becomes of more.
#[derive(Clone, Copy, Debug)]
enum Flood {
    /// It is taken for mad: nobody reads any more.
    Ends,
    /// Its beginning is kept, and it goes on as if it were heard.
    GoesOn,
}

impl Flood {
    /// What is kept, in bytes.
    fn kept(self) -> u64 {
        match self {
            Flood::Ends => 16 * 1024 * 1024,
            Flood::GoesOn => 256 * 1024,
        }
    }
}

/// A child whose output is collected line by line. Dropping it kills it.
#[derive(Debug)]
pub struct Program {
    child: Child,
    stdin: Option<ChildStdin>,
    shared: Arc<Shared>,
    /// Standard error, where it is kept apart.
    errors: Option<Arc<Shared>>,
    status: Option<ExitStatus>,
}

#[derive(Debug, Default)]
struct Shared {
    seen: Mutex<Seen>,
    changed: Condvar,
}

/// What a program has shown so far.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Whole lines, without their ends; the last may lack one once ended.
    pub lines: Vec<String>,
    /// The last of them lacks its end.
    pub unfinished: bool,
    /// Both streams are closed: the program has ended, or as good as.
    pub ended: bool,
}

impl Program {
    /// Starts the command. Standard output and standard error are one
    /// pipe, so that their order is kept.
    ///
    /// # Errors
    /// What `Command::spawn` reports, with the program's name.
    pub fn start(command: Command) -> io::Result<Program> {
        Program::start_by(command, |mut command| command.spawn())
    }

    /// The same, where somebody else makes the process of the command.
    ///
    /// # Errors
    /// What they report, with the program's name.
    pub fn start_by(
        mut command: Command,
        spawner: impl FnOnce(Command) -> io::Result<Child>,
    ) -> io::Result<Program> {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        let child = spawn(command, spawner)?;
        Ok(Program::of(
            child,
            Shared::reading(reader, Flood::Ends),
            None,
        ))
    }

    /// Starts the command with a pipe for each stream: what it prints is
    /// its result, what it says on standard error is for people. Of a flood
    /// the beginning is kept.
    ///
    /// # Errors
    /// What `Command::spawn` reports, with the program's name.
    pub fn start_apart(mut command: Command) -> io::Result<Program> {
        let (reader, writer) = io::pipe()?;
        let (errors, writer_of_errors) = io::pipe()?;
        command.stdout(writer).stderr(writer_of_errors);
        let child = spawn(command, |mut command| command.spawn())?;
        let errors = Shared::reading(errors, Flood::GoesOn);
        let shared = Shared::reading(reader, Flood::GoesOn);
        Ok(Program::of(child, shared, Some(errors)))
    }

    fn of(
        mut child: Child,
        shared: Arc<Shared>,
        errors: Option<Arc<Shared>>,
    ) -> Program {
        let stdin = child.stdin.take();
        Program {
            child,
            stdin,
            shared,
            errors,
            status: None,
        }
    }

    /// The system's number for it.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks something of what it has shown, without a copy of it.
    pub fn look<T>(&self, ask: impl FnOnce(&Seen) -> T) -> T {
        ask(&self.shared.lock())
    }

    /// What it has said on standard error, where that is kept apart.
    pub fn errors(&self) -> Seen {
        let errors = self.errors.as_ref();
        errors
            .map(|shared| shared.lock().clone())
            .unwrap_or_default()
    }

    /// Waits until the program has shown what `enough` asks for, or the
    /// deadline has passed. Returns what it has shown and whether it was
    /// enough.
    pub fn wait_until(
        &self,
        deadline: Instant,
        enough: impl Fn(&Seen) -> bool,
    ) -> (Seen, bool) {
        let enough = self.wait_until_shown(deadline, enough);
        (self.seen(), enough)
    }

    /// The same without a copy of what it has shown.
    pub fn wait_until_shown(
        &self,
        deadline: Instant,
        enough: impl Fn(&Seen) -> bool,
    ) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        let (seen, changed) = (self.shared.lock(), &self.shared.changed);
        let lacks = |seen: &mut Seen| !enough(seen);
        let waited = changed.wait_timeout_while(seen, left, lacks);
        let waited = waited.expect("no thread panics with the lock");
        !waited.1.timed_out()
    }

    /// What the program has shown so far.
    pub fn seen(&self) -> Seen {
        self.shared.lock().clone()
    }

    /// Types into the program. One that reads no more loses it, as in a
    /// terminal.
    pub fn type_text(&mut self, text: impl AsRef<[u8]>) {
        if let Some(stdin) = &mut self.stdin {
            let _ = stdin.write_all(text.as_ref());
            let _ = stdin.flush();
        }
    }

    /// Ends the program's standard input.
    pub fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Interrupts the program, as `^C` does.
    ///
    /// # Errors
    /// Where the system has no such signal.
    pub fn interrupt(&mut self) -> io::Result<()> {
        #[cfg(unix)]
        return crate::sys::signal::interrupt_group(self.child.id());
        #[cfg(not(unix))]
        Err(io::Error::other(
            "only Unix has an interrupt that can be sent",
        ))
    }

    /// The status that a shell reports (128 and the signal, for a signal),
    /// once the program has ended; `None` while it runs on.
    ///
    /// # Errors
    /// What the system reports of the wait.
    pub fn exit_status(
        &mut self,
        deadline: Instant,
    ) -> io::Result<Option<i32>> {
        while self.status.is_none() {
            self.status = self.child.try_wait()?;
            if self.status.is_none() && Instant::now() >= deadline {
                return Ok(None);
            }
            // Its streams are closed already: the end is a moment away.
            thread::yield_now();
        }
        Ok(self.status.map(shell_status))
    }

    /// Kills the program, unless it has ended, and returns all it showed.
    pub fn kill(&mut self, deadline: Instant) -> Seen {
        self.end();
        self.stdin = None;
        self.wait_until(deadline, |seen| seen.ended).0
    }

    /// Until the child is waited for, its id can be nobody else's.
    fn end(&mut self) {
        if self.status.is_none() {
            #[cfg(unix)]
            let _ = crate::sys::signal::kill_group(self.child.id());
            let _ = self.child.kill();
            self.status = self.child.wait().ok();
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts the command in a process group of its own.
fn spawn(
    mut command: Command,
    spawner: impl FnOnce(Command) -> io::Result<Child>,
) -> io::Result<Child> {
    command.stdin(Stdio::piped());
    // What it starts itself is interrupted and killed with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    #[cfg(unix)]
    {
        crate::sys::signal::heed_interrupts();
        crate::sys::signal::unblocked(&mut command);
    }
    let name = command.get_program().display().to_string();
    // With the command the pipes' writing ends are dropped: otherwise the
    // pipes would never end.
    spawner(command).map_err(|error| {
        io::Error::new(error.kind(), format!("{name}: {error}"))
    })
}

impl Shared {
    fn reading(reader: io::PipeReader, flood: Flood) -> Arc<Shared> {
        let shared = Arc::new(Shared::default());
        let writer = Arc::clone(&shared);
        thread::spawn(move || writer.collect(BufReader::new(reader), flood));
        shared
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no thread panics with the lock")
    }

    fn collect(&self, reader: impl BufRead, flood: Flood) {
        let mut reader = reader.take(flood.kept());
        let mut line = Vec::new();
        while matches!(reader.read_until(b'\n', &mut line), Ok(1..)) {
            let text = String::from_utf8_lossy(&line);
            let mut seen = self.lock();
            seen.lines.push(printable(text.trim_end_matches('\n')));
            seen.unfinished = !line.ends_with(b"\n");
            drop(seen);
            self.changed.notify_all();
            line.clear();
        }
        if let Flood::GoesOn = flood {
            let _ = io::copy(&mut reader.into_inner(), &mut io::sink());
        }
        self.lock().ended = true;
        self.changed.notify_all();
    }
}

/// The text with what a terminal would obey instead of showing escaped.
pub fn printable(text: &str) -> String {
    text.trim_end_matches('\r')
        .chars()
        .flat_map(|c| {
            if c.is_control() && c != '\t' {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}

#[cfg(unix)]
fn shell_status(status: ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    let signal = status.signal().map(|signal| 128 + signal);
    status.code().or(signal).unwrap_or(1)
}

#[cfg(not(unix))]
fn shell_status(status: ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}

/// Leaves the session of whoever has started this process, with all that is
/// started from now on. Linux gives each session its share of a busy machine
/// (sched(7), autogroups): in that of its parent a process that does little,
/// but often, would wait at each step until the rest of the session, its
/// compilers and other tests, has paid for what it has had.
///
/// # Errors
/// For a process that leads a group already.
pub fn leave_session() -> io::Result<()> {
    #[cfg(unix)]
    crate::sys::signal::lead_session()?;
    Ok(())
}

/// What a child that will be compared must not inherit: proxies, colors,
/// languages, backtraces.
pub fn plain_environment(command: &mut Command) {
    for name in ["http", "https", "all", "no"] {
        command.env_remove(format!("{name}_proxy"));
        command.env_remove(format!("{name}_proxy").to_uppercase());
    }
    command
        .env("RUST_BACKTRACE", "0")
        .env("NO_COLOR", "1")
        .env("LC_ALL", "C.UTF-8")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONUNBUFFERED", "1");
}

/// How long a program may take before something must be wrong with it.
/// Generous: it only decides how soon a failure is told.
pub const WATCHDOG: Duration = Duration::from_secs(60);

#[cfg(all(test, unix))]
mod tests;
