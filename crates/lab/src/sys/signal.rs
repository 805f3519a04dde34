//! Signals and sessions (`kill(2)`, `sigwait(3)`, `setsid(2)`).

use std::io;
use std::mem::MaybeUninit;
use std::os::unix::process::CommandExt;
use std::process::{self, Command};
use std::ptr;
use std::thread;

/// Sends SIGINT to the process group that `pid` leads, as `^C` in a
/// terminal does.
pub fn interrupt_group(pid: u32) -> io::Result<()> {
    send(-(pid as libc::pid_t), libc::SIGINT)
}

/// Sends SIGKILL to the process group that `pid` leads.
pub fn kill_group(pid: u32) -> io::Result<()> {
    send(-(pid as libc::pid_t), libc::SIGKILL)
}

/// Sends SIGKILL to one process.
#[cfg(target_os = "linux")]
pub fn kill(pid: u32) -> io::Result<()> {
    send(pid as libc::pid_t, libc::SIGKILL)
}

/// Takes the exit status of a child that has ended, so that nothing is
/// left of it.
#[cfg(target_os = "linux")]
pub fn reap(pid: u32) {
    // SAFETY: waitpid may be given no place for the status.
    unsafe { libc::waitpid(pid as _, ptr::null_mut(), libc::WNOHANG) };
}

fn send(pid: libc::pid_t, signal: libc::c_int) -> io::Result<()> {
    // SAFETY: kill takes two integers and touches no memory of ours.
    match unsafe { libc::kill(pid, signal) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Makes this process the first of a session of its own (`setsid(2)`).
pub fn lead_session() -> io::Result<()> {
    // SAFETY: setsid takes nothing and touches no memory of ours.
    match unsafe { libc::setsid() } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// What this process starts from now on can be interrupted. A shell's
/// script lets a command that it puts in the background ignore SIGINT,
/// and what is ignored stays so in children (execve(2)).
pub fn heed_interrupts() {
    // SAFETY: the default action is no function of ours.
    unsafe { libc::signal(libc::SIGINT, libc::SIG_DFL) };
}

/// What the command starts can be sent any signal: which are blocked is
/// inherited (execve(2)), and [`end_after`] blocks those that it takes. Where
/// it has not, there is nothing to do, and std starts a program sooner: it
/// does not copy this process's tables for that (posix_spawn(3)).
pub fn unblocked(command: &mut Command) {
    if !blocks_some() {
        return;
    }
    let reset = || {
        let mut none = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: sigemptyset initializes the set before it is used, and
        // both calls may be made between fork and exec
        // (signal-safety(7)).
        let failed = unsafe {
            libc::sigemptyset(none.as_mut_ptr());
            let none = none.assume_init();
            libc::pthread_sigmask(libc::SIG_SETMASK, &none, ptr::null_mut())
        };
        match failed {
            0 => Ok(()),
            error => Err(io::Error::from_raw_os_error(error)),
        }
    };
    // SAFETY: it takes no lock and no memory.
    unsafe { command.pre_exec(reset) };
}

/// Whether this thread blocks any of the signals that [`end_after`] takes.
fn blocks_some() -> bool {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: without a set to add, the present one is written alone.
    let set = unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        libc::pthread_sigmask(libc::SIG_BLOCK, ptr::null(), set.as_mut_ptr());
        set.assume_init()
    };
    // SAFETY: the set is initialized.
    let has = |signal: &i32| unsafe { libc::sigismember(&set, *signal) == 1 };
    [libc::SIGINT, libc::SIGTERM, libc::SIGHUP].iter().any(has)
}

/// From now on SIGINT, SIGTERM and SIGHUP end this process with status
/// 0. Must be called before any thread is started.
pub fn end_cleanly() {
    end_after(|| 0);
}

/// From now on SIGINT, SIGTERM and SIGHUP call `last` and end this
/// process with the status that it returns. Must be called before any
/// thread is started.
pub fn end_after(last: impl FnOnce() -> i32 + Send + 'static) {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: sigemptyset initializes the set before it is used, and
    // every pointer outlives its call.
    let set = unsafe {
        libc::sigemptyset(set.as_mut_ptr());
        let mut set = set.assume_init();
        libc::sigaddset(&mut set, libc::SIGINT);
        libc::sigaddset(&mut set, libc::SIGTERM);
        if !hangups_are_ignored() {
            libc::sigaddset(&mut set, libc::SIGHUP);
        }
        libc::pthread_sigmask(libc::SIG_BLOCK, &set, ptr::null_mut());
        set
    };
    thread::spawn(move || {
        let mut signal = 0;
        // SAFETY: both pointers are to live values of this thread.
        unsafe { libc::sigwait(&set, &mut signal) };
        process::exit(last());
    });
}

/// Whether `nohup` started this: a terminal that closes is to end
/// nothing. A signal that is waited for comes even where it is ignored.
fn hangups_are_ignored() -> bool {
    let mut action = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: without a new action this only fills in the present one,
    // and it fails only for a signal that there is not.
    let action = unsafe {
        libc::sigaction(libc::SIGHUP, ptr::null(), action.as_mut_ptr());
        action.assume_init()
    };
    action.sa_sigaction == libc::SIG_IGN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::Program;
    use std::time::{Duration, Instant};

    #[test]
    fn what_is_blocked_here_is_not_blocked_in_what_is_started() {
        let mut set = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: as in `end_after`; this thread ends with the test.
        unsafe {
            libc::sigemptyset(set.as_mut_ptr());
            let mut set = set.assume_init();
            libc::sigaddset(&mut set, libc::SIGTERM);
            libc::pthread_sigmask(libc::SIG_BLOCK, &set, ptr::null_mut());
        }
        let mut shell = Command::new("sh");
        shell.args(["-c", "kill -TERM $$; exit 3"]);
        let mut shell = Program::start(shell).unwrap();
        let soon = Instant::now() + Duration::from_secs(60);
        let status = shell.exit_status(soon).unwrap();
        assert_eq!(status, Some(128 + libc::SIGTERM));
    }
}
