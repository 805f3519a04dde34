//! A thread of a traced program, and how it stops and goes on.

use nix::errno::Errno;
use nix::sys::ptrace;
use nix::sys::signal::Signal;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;
use record::calls::Place;

use crate::attribute::Sender;
use crate::memory::{Doing, Watch, descriptor};
use crate::show::Begun;
use crate::table::Args;

/// What a thread is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was let go, and works or sleeps.
    Free,
    /// It is stopped, and goes on when it is let go, with this signal.
    Held(Option<Signal>),
    /// It has ended.
    Gone,
}

/// How a thread that was let go has stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// At a system call, where it begins or returns.
    Call,
    /// It has started this thread or process.
    Started(Pid),
    /// It has become another program.
    Replaced,
    /// At something else; it goes on with this signal.
    Other(Option<Signal>),
}

/// A thread.
#[derive(Debug)]
pub struct Thread {
    /// Its number.
    pub id: Pid,
    /// The number of its process.
    pub process: Pid,
    /// The number of the process that was started: its own, or one from which
    /// its own descends.
    pub program: Pid,
    /// What its program has for standard output and standard error.
    pub screens: [Option<String>; 2],
    /// The terminal in which its program runs.
    pub terminal: String,
    /// Which of its program's processes it is of, from 1.
    pub process_number: usize,
    /// From 1, in its process.
    pub number: usize,
    /// What it is at.
    pub state: State,
    /// It is about to end its program.
    pub ends: bool,
    /// The call that it is in, where that is recorded.
    pub call: Option<InCall>,
    watch: Watch,
}

/// A call that has not returned.
#[derive(Debug)]
pub struct InCall {
    /// Which, and with what.
    pub asks: Asks,
    /// From where.
    pub place: Option<Place>,
    /// What it concerns, and may send.
    pub sender: Sender,
    /// What it returned, once it has.
    pub result: Option<i64>,
    /// It has been let go into the call.
    pub released: bool,
    /// It is recorded that it sleeps.
    pub slept: bool,
}

/// What a thread asks for.
#[derive(Clone, Debug)]
pub enum Asks {
    /// A call on a socket.
    Call(Begun),
    /// It prints, by a `write` or a `writev` with these arguments.
    Print { pieces: bool, args: [u64; 6] },
}

impl InCall {
    /// Whether it has waited and its time is over. When that is, among what
    /// other threads do, is decided by the clock alone.
    pub fn is_overdue(&self) -> bool {
        let waits = match &self.asks {
            Asks::Call(begun) => {
                matches!(begun.row.args, Args::Poll | Args::PollTime)
                    || begun.row.args == Args::Events
            }
            Asks::Print { .. } => false,
        };
        let none = -i64::from(libc::EAGAIN);
        self.slept
            && (self.result == Some(none) || waits && self.result == Some(0))
    }
}

impl Thread {
    /// The first thread of a program.
    pub fn first(process: Pid, terminal: &str) -> Thread {
        Thread {
            id: process,
            process,
            program: process,
            screens: [1, 2].map(|fd| descriptor(process, fd)),
            terminal: terminal.to_string(),
            process_number: 1,
            number: 1,
            state: State::Free,
            ends: false,
            call: None,
            watch: Watch::of(process),
        }
    }

    /// One that this one has just made, of its process.
    pub fn sibling(&self, id: Pid, number: usize) -> Thread {
        Thread {
            id,
            process: self.process,
            program: self.program,
            screens: self.screens.clone(),
            terminal: self.terminal.clone(),
            process_number: self.process_number,
            number,
            state: State::Free,
            ends: false,
            call: None,
            watch: Watch::of(id),
        }
    }

    /// The first of a process that this one has just made.
    pub fn child(&self, id: Pid, process_number: usize) -> Thread {
        Thread {
            process: id,
            process_number,
            ..self.sibling(id, 1)
        }
    }

    /// Lets it go until its next stop.
    pub fn release(&mut self) -> Result<(), Errno> {
        let signal = match self.state {
            State::Held(signal) => signal,
            _ => None,
        };
        self.state = State::Free;
        if let Some(call) = &mut self.call {
            call.released = true;
        }
        gone_is_fine(ptrace::syscall(self.id, signal))
    }

    /// Lets it go for good; its stops are to be passed by.
    pub fn let_go(&mut self) -> Result<(), Errno> {
        self.state = State::Free;
        gone_is_fine(ptrace::cont(self.id, None))
    }

    /// How it has stopped, if it has.
    pub fn stopped(&self) -> Result<Option<Stopped>, Errno> {
        // The end of the program is left to whoever has started it. That of
        // another process is told to its parent when the tracer knows it.
        let mut flags =
            WaitPidFlag::WSTOPPED | WaitPidFlag::WNOHANG | WaitPidFlag::__WALL;
        if self.id != self.program {
            flags |= WaitPidFlag::WEXITED;
        }
        match waitid(Id::Pid(self.id), flags) {
            Ok(WaitStatus::PtraceSyscall(_)) => Ok(Some(Stopped::Call)),
            Ok(WaitStatus::PtraceEvent(_, signal, event)) => {
                self.event(signal, event).map(Some)
            }
            Ok(_) | Err(Errno::ECHILD) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn event(&self, signal: Signal, event: i32) -> Result<Stopped, Errno> {
        match event {
            0 if signal == Signal::SIGSTOP || signal == Signal::SIGTRAP => {
                Ok(Stopped::Other(None))
            }
            0 => Ok(Stopped::Other(Some(signal))),
            libc::PTRACE_EVENT_CLONE
            | libc::PTRACE_EVENT_FORK
            | libc::PTRACE_EVENT_VFORK => {
                let id = ptrace::getevent(self.id)? as i32;
                Ok(Stopped::Started(Pid::from_raw(id)))
            }
            libc::PTRACE_EVENT_EXEC => Ok(Stopped::Replaced),
            _ => Ok(Stopped::Other(None)),
        }
    }

    /// What it does, while it is free.
    pub fn doing(&self) -> Doing {
        self.watch.doing()
    }
}

/// A thread that was killed meanwhile is no error.
fn gone_is_fine(result: Result<(), Errno>) -> Result<(), Errno> {
    match result {
        Err(Errno::ESRCH) => Ok(()),
        other => other,
    }
}
