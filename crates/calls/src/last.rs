//! `calls last FILE PROGRAM ARGS`: the program runs as if it had been started
//! alone, with the same input, output, network and status, and the last calls
//! on its sockets stand in the file, at each moment of its life.
//!
//! That is what `cargo ex check --calls` starts in the place of a learner's
//! program, which is killed whenever its check is over.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::process::{Command, ExitCode};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;
use record::calls::Step;

use crate::log::Log;
use crate::tracer::{self, Request, Tracer};

/// The name that the program has in the steps.
const NAME: &str = "program";

/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(1);

/// How many steps are kept at least.
const KEPT: usize = 2000;

/// A file with the last steps of a run, a line each.
#[derive(Debug)]
pub struct Lines {
    file: File,
    last: VecDeque<String>,
    /// How many lines the file has.
    written: usize,
}

impl Lines {
    fn new(file: File) -> Lines {
        Lines {
            file,
            last: VecDeque::new(),
            written: 0,
        }
    }

    /// Adds a line. A file that has grown long begins again with its end. If
    /// it cannot be written, the run goes on all the same.
    pub fn write(&mut self, step: &Step) {
        let _ = self.try_write(format!("{step}\n"));
    }

    fn try_write(&mut self, line: String) -> io::Result<()> {
        self.written += 1;
        if self.written > 2 * KEPT {
            self.written = self.last.len() + 1;
            self.file.set_len(0)?;
            self.file.rewind()?;
            let kept: String = self.last.iter().map(String::as_str).collect();
            self.file.write_all(kept.as_bytes())?;
        }
        self.file.write_all(line.as_bytes())?;
        self.last.push_back(line);
        if self.last.len() > KEPT {
            self.last.pop_front();
        }
        Ok(())
    }
}

/// Runs the program, and ends as it ends.
pub fn run(file: &str, program: &[String]) -> Result<ExitCode, String> {
    tracer::try_out().map_err(|error| error.to_string())?;
    let lines = File::create(file).map_err(|e| format!("{file}: {e}"))?;
    let (requests, asked) = mpsc::channel();
    let tracer = thread::spawn(move || {
        Tracer::new(None, asked, Log::to(Lines::new(lines))).run()
    });
    let (name, args) = program.split_first().ok_or("no program")?;
    let mut command = Command::new(name);
    command.args(args);
    let (reply, started) = mpsc::channel();
    let _ = requests.send(Request::Start {
        terminal: NAME.into(),
        command: Box::new(command),
        sources: true,
        reply,
    });
    let ended = match started.recv() {
        Ok(Ok(child)) => status(Pid::from_raw(child.id() as i32)),
        Ok(Err(error)) => Err(format!("{name}: {error}")),
        Err(_) => Err(format!("{name}: it was not started")),
    };
    drop(requests);
    let traced = tracer.join().map_err(|_| "the tracer panicked")?;
    traced.and(ended)
}

/// Waits for its end. Its stops would be told here too, and are the tracer's:
/// so what comes is looked at and not taken.
fn status(process: Pid) -> Result<ExitCode, String> {
    let look =
        WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    loop {
        match waitid(Id::Pid(process), look) {
            Ok(WaitStatus::Exited(_, code)) => {
                return Ok(ExitCode::from(code as u8));
            }
            Ok(WaitStatus::Signaled(_, signal, _)) => {
                return Ok(ExitCode::from(128 + signal as u8));
            }
            Ok(_) => thread::sleep(LOOK),
            Err(error) => return Err(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use record::calls::{What, Who};

    use super::*;

    #[test]
    fn a_long_run_keeps_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("last");
        let mut lines = Lines::new(File::create(&path).unwrap());
        for n in 1..=5 * KEPT + 7 {
            lines.write(&Step {
                who: Who::first(NAME),
                what: What::Prints(n),
                place: None,
                packets: Vec::new(),
            });
            if !n.is_multiple_of(499) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let count = text.lines().count();
            assert!((n.min(KEPT)..=2 * KEPT).contains(&count), "{n}: {count}");
            let last = format!("[program] prints {n}");
            assert_eq!(text.lines().last(), Some(&*last));
        }
    }
}
