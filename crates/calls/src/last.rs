//! `calls last FILE PROGRAM ARGS`: the program runs as if it had been started
//! alone, with the same input, output, network and status, and the last calls
//! on its sockets stand in the file, at each moment of its life.
//!
//! That is what `cargo ex check --calls` starts in the place of a learner's
//! program, which is killed whenever its check is over.

use std::fs::File;
use std::process::{Command, ExitCode};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use crate::lines::Lines;
use crate::log::Log;
use crate::tracer::{self, Request, Tracer};

/// The name that the program has in the steps.
const NAME: &str = "program";

/// How often it is looked whether the program has ended.
const LOOK: Duration = Duration::from_millis(1);

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

/// Waits for its end.
fn status(process: Pid) -> Result<ExitCode, String> {
    loop {
        match ended(process).map_err(|error| error.to_string())? {
            Some(status) => return Ok(ExitCode::from(status)),
            None => thread::sleep(LOOK),
        }
    }
}

/// The status that a shell would tell, once a program has ended: 128 and the
/// signal's number where one has killed it. Its stops would be told here too,
/// and are the tracer's: so what comes is looked at and not taken.
pub fn ended(process: Pid) -> Result<Option<u8>, Errno> {
    let look =
        WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    Ok(match waitid(Id::Pid(process), look)? {
        WaitStatus::Exited(_, code) => Some(code as u8),
        WaitStatus::Signaled(_, signal, _) => Some(killed_by(signal)),
        _ => None,
    })
}

/// The status of a program that this has killed.
pub fn killed_by(signal: Signal) -> u8 {
    128 + signal as u8
}
