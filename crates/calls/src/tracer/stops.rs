//! What becomes of a thread that was let go: it stops at a call, starts
//! another, becomes another program, or ends, until all are at rest again.

use std::path::Path;

use nix::errno::Errno;
use nix::unistd::Pid;

use super::{Patience, Seen, Tracer, told};
use crate::attribute::{Ends, Sender};
use crate::memory::{Doing, descriptor};
use crate::show::{self, Behind};
use crate::sources::Sources;
use crate::sys::{self, Stop};
use crate::thread::{Asks, InCall, State, Stopped, Thread};

impl Tracer<'_> {
    /// Waits until every thread is held or asleep, and no packet is on its
    /// way that would wake one.
    pub(super) fn rest(&mut self, turn: Option<usize>) -> Result<(), String> {
        loop {
            let mut patience = Patience::default();
            // The others are of interest when this one has done its part.
            while let Some(index) = turn
                && let seen = self.look_at(index, true)?
                && seen != Seen::Rest
            {
                patience.after(seen);
            }
            while let seen = self.collect(turn)?
                && seen != Seen::Rest
            {
                patience.after(seen);
            }
            if let Some(wire) = &self.wire
                && self.stirred
            {
                wire.line.settle().map_err(|e| format!("wire tap: {e}"))?;
            }
            // Who was looked at first may have been woken since.
            if self.collect(turn)? == Seen::Rest {
                self.stirred = false;
                return Ok(());
            }
        }
    }

    /// Takes note of the stops since the last look.
    pub(super) fn collect(
        &mut self,
        turn: Option<usize>,
    ) -> Result<Seen, String> {
        let mut all = Seen::Rest;
        // One that is started meanwhile is looked at, too.
        let mut index = 0;
        while index < self.threads.len() {
            all = all.max(self.look_at(index, turn == Some(index))?);
            index += 1;
        }
        Ok(all)
    }

    /// The same of one thread.
    fn look_at(
        &mut self,
        index: usize,
        its_turn: bool,
    ) -> Result<Seen, String> {
        let thread = &self.threads[index];
        if thread.state != State::Free {
            return Ok(Seen::Rest);
        }
        // What it does is asked first: it may end or stop in between.
        let doing = thread.doing();
        if let Some(stopped) = thread.stopped().map_err(told)? {
            self.stop(index, stopped, its_turn)?;
            return Ok(Seen::Stop);
        }
        if doing == Doing::Ended {
            self.threads[index].state = State::Gone;
            return Ok(Seen::Stop);
        }
        Ok(match doing {
            Doing::Sleeps => Seen::Rest,
            _ => Seen::Work,
        })
    }

    fn stop(
        &mut self,
        index: usize,
        stopped: Stopped,
        its_turn: bool,
    ) -> Result<(), String> {
        let thread = &mut self.threads[index];
        match stopped {
            Stopped::Call => return self.at_call(index, its_turn),
            Stopped::Started(id) => {
                thread.state = State::Held(None);
                self.started(index, id);
                self.threads[index].release().map_err(told)?;
            }
            Stopped::Replaced => {
                thread.state = State::Held(None);
                let Thread {
                    process, program, ..
                } = *thread;
                if self.sources.contains_key(&program.as_raw()) {
                    let sources = Sources::of(process)?;
                    self.sources.insert(process.as_raw(), sources);
                }
                if its_turn {
                    self.threads[index].release().map_err(told)?;
                }
            }
            Stopped::Other(signal) => {
                thread.state = State::Held(signal);
                if its_turn {
                    thread.release().map_err(told)?;
                }
            }
        }
        Ok(())
    }

    fn started(&mut self, by: usize, id: Pid) {
        let parent = &self.threads[by];
        let of_process =
            Path::new(&format!("/proc/{}/task/{id}", parent.process)).exists();
        // The number of a process may be another's when it has ended.
        let program = self.threads.iter();
        let program = program.filter(|t| t.program == parent.program);
        let child = if of_process {
            let same = |t: &&Thread| t.process_number == parent.process_number;
            parent.sibling(id, program.filter(same).count() + 1)
        } else {
            let last = program.map(|t| t.process_number).max();
            parent.child(id, last.unwrap_or(1) + 1)
        };
        self.threads.push(child);
    }

    /// A thread is at a call's beginning or end. What is not recorded is
    /// passed by; what is, is held, and so is all that woke out of turn.
    fn at_call(&mut self, index: usize, its_turn: bool) -> Result<(), String> {
        let thread = &mut self.threads[index];
        thread.state = State::Held(None);
        match sys::stop(thread.id) {
            Ok(Stop::Entry(libc::SYS_exit_group, _)) => {
                thread.ends = true;
                return Ok(());
            }
            Ok(Stop::Entry(number, args)) => {
                let call = self.begun(index, number, args);
                let recorded = call.is_some();
                self.threads[index].call = call;
                if recorded {
                    return Ok(());
                }
            }
            Ok(Stop::Exit(value)) => {
                if let Some(call) = &mut thread.call {
                    call.result = Some(value);
                    return Ok(());
                }
            }
            Ok(Stop::Other) | Err(Errno::ESRCH) => {}
            Err(error) => return Err(told(error)),
        }
        if its_turn {
            self.threads[index].release().map_err(told)?;
        }
        Ok(())
    }

    fn begun(
        &mut self,
        index: usize,
        number: i64,
        args: [u64; 6],
    ) -> Option<InCall> {
        let thread = &self.threads[index];
        let Thread {
            id,
            process,
            program,
            ..
        } = *thread;
        let asks = if prints(thread, number, &args) {
            let pieces = number == libc::SYS_writev;
            Asks::Print { pieces, args }
        } else {
            Asks::Call(show::begun(process, number, args)?)
        };
        let sender = match &asks {
            Asks::Call(begun) => Sender {
                sockets: ends(process, args[0] as i32).into_iter().collect(),
                puts: begun.row.puts(),
            },
            Asks::Print { .. } => Sender::nobody(),
        };
        // What was forked and is no other program yet has its parent's.
        let known = self.sources.contains_key(&process.as_raw());
        let whose = if known { process } else { program };
        let sources = self.sources.get_mut(&whose.as_raw());
        Some(InCall {
            asks,
            place: sources.and_then(|sources| sources.place(process, id)),
            sender,
            result: None,
            released: false,
            slept: false,
        })
    }
}

/// Whether a call writes to the terminal. What a shell starts may have a pipe
/// in its place, and what a server starts a socket.
fn prints(thread: &Thread, number: i64, args: &[u64; 6]) -> bool {
    [libc::SYS_write, libc::SYS_writev].contains(&number)
        && [1, 2].contains(&args[0])
        && thread
            .screens
            .contains(&descriptor(thread.process, args[0] as i32))
}

/// The ends of the socket behind a descriptor.
pub(super) fn ends(process: Pid, fd: i32) -> Option<Ends> {
    let Behind::Socket(socket) = show::behind(process, fd) else {
        return None;
    };
    let end = |address: socket2::SockAddr| {
        address.as_socket().map(|a| (a.ip(), a.port()))
    };
    let local = socket.local_addr().ok().and_then(end)?;
    Some((local, socket.peer_addr().ok().and_then(end)))
}
