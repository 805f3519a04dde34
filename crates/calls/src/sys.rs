//! The system's own calls that no crate wraps, and all `unsafe` of this one.
#![allow(unsafe_code)]

use std::io;
use std::os::fd::{FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use nix::errno::Errno;
use nix::sys::ptrace;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::sys::signal::{SigHandler, Signal, signal};
use nix::unistd::Pid;
use socket2::Socket;

/// A stop at a system call: where it begins, or where it returns.
#[derive(Clone, Copy, Debug)]
pub enum Stop {
    /// It is about to begin: its number and its arguments.
    Entry(i64, [u64; 6]),
    /// It is about to return: this, or an error's number below zero.
    Exit(i64),
    /// Neither.
    Other,
}

/// How many descriptors a traced program may have: a limit that it reaches is
/// the same everywhere, and soon reached. One that fills the queue of a
/// listener, which std makes for 128, does not reach it.
const DESCRIPTORS: u64 = 160;

/// Has the process of this command be traced by the thread that starts it.
pub fn trace(command: &mut Command) {
    let trace = || {
        let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
        let soft = DESCRIPTORS.min(hard);
        setrlimit(Resource::RLIMIT_NOFILE, soft, hard)?;
        keep_to_itself();
        ptrace::traceme().map_err(io::Error::from)
    };
    // SAFETY: between fork and exec these are calls of the system, and
    // nothing is allocated.
    unsafe { command.pre_exec(trace) };
}

/// What this process has open, but for the three standard streams, ends with
/// the next `execve` of it: whoever started the tests may have left some open,
/// and then a traced program's own would have other numbers. A kernel before
/// 5.11 does not know how, and leaves them.
fn keep_to_itself() {
    let first = libc::STDERR_FILENO as libc::c_uint + 1;
    let close = libc::CLOSE_RANGE_CLOEXEC as libc::c_int;
    // SAFETY: nothing is closed here, and nobody's memory is concerned.
    unsafe {
        libc::syscall(libc::SYS_close_range, first, libc::c_uint::MAX, close)
    };
}

/// Whether there was an interrupt since they are noted.
static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// An interrupt is no end from now on, but noted.
pub fn note_interrupts() {
    extern "C" fn note(_signal: libc::c_int) {
        INTERRUPTED.store(true, Ordering::Relaxed);
    }
    // SAFETY: the handler does nothing but store, which is allowed in one.
    let _ = unsafe { signal(Signal::SIGINT, SigHandler::Handler(note)) };
}

/// Whether one has come.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// What a stopped thread is about to do.
pub fn stop(thread: Pid) -> Result<Stop, Errno> {
    let info = ptrace::syscall_info(thread)?;
    // SAFETY: `op` says which of the union's members is filled in.
    Ok(unsafe {
        match info.op {
            libc::PTRACE_SYSCALL_INFO_ENTRY => {
                Stop::Entry(info.u.entry.nr as i64, info.u.entry.args)
            }
            libc::PTRACE_SYSCALL_INFO_EXIT => Stop::Exit(info.u.exit.sval),
            _ => Stop::Other,
        }
    })
}

/// The socket behind a descriptor of another process: the same socket, not
/// one like it. Whoever keeps it keeps it open.
pub fn socket(process: Pid, fd: i32) -> io::Result<Socket> {
    let none = 0;
    // SAFETY: the call takes two integers and returns a descriptor.
    let pidfd = unsafe {
        owned(libc::syscall(libc::SYS_pidfd_open, process.as_raw(), none))
    }?;
    let number = std::os::fd::AsRawFd::as_raw_fd(&pidfd);
    // SAFETY: the call takes three integers and returns a descriptor.
    let socket = unsafe {
        owned(libc::syscall(libc::SYS_pidfd_getfd, number, fd, none))
    }?;
    Ok(socket.into())
}

/// # Safety
/// The number is a call's result: a descriptor that nobody else owns, or -1.
unsafe fn owned(result: libc::c_long) -> io::Result<OwnedFd> {
    match result {
        -1 => Err(io::Error::last_os_error()),
        // SAFETY: the caller has just got it.
        fd => Ok(unsafe { OwnedFd::from_raw_fd(fd as i32) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_left_open_ends_with_the_program() {
        // A duplicate is kept over `execve`: dup(2).
        // SAFETY: it takes an integer, and its result is nobody's.
        let left = unsafe { owned(libc::dup(libc::STDERR_FILENO).into()) };
        let left = left.unwrap();
        let listed = |keep: bool| {
            let mut list = Command::new("ls");
            list.arg("/proc/self/fd");
            if keep {
                // SAFETY: one call of the system.
                unsafe {
                    list.pre_exec(|| {
                        keep_to_itself();
                        Ok(())
                    })
                };
            }
            let listed = list.output().unwrap().stdout;
            String::from_utf8(listed).unwrap().lines().count()
        };
        // The three standard ones, and the folder that it reads.
        assert!(listed(false) > 4);
        assert_eq!(listed(true), 4);
        drop(left);
    }
}
