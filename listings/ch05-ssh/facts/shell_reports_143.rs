//! A shell that outlives a command which `TERM` has killed, and hands its
//! status on, ends with 143 and not by a signal.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use trials::Measured;

pub fn run() -> Measured {
    let kill = "sh -c 'kill -TERM $$'";
    let between = format!("{kill}; exit $?");
    let status = Command::new("sh").args(["-c", &between]).status()?;
    assert_eq!((status.code(), status.signal()), (Some(143), None));

    // The command itself is killed, and has no status.
    let status = Command::new("sh").args(["-c", "kill -TERM $$"]).status()?;
    assert_eq!((status.code(), status.signal()), (None, Some(15)));
    Ok(())
}
