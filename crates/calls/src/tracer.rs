//! Lets one thread go at a time, and writes down what becomes of it.
//!
//! A thread is let go only when all others are held at a call or sleep in
//! one, and no packet is on its way. What happens until all is at rest again
//! is due to it. It stays its turn until it sleeps; then it is the turn of
//! the first that can go on, in the order in which they were started.
//!
//! Programs are started, never attached to and never interrupted: a `recv`
//! with a timeout that is interrupted returns, and the program would not be
//! the one that a reader runs.

mod stops;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::process::{Child, Command};
use std::sync::mpsc::{Receiver, Sender as Reply, TryRecvError};
use std::thread;
use std::time::Duration;

use lab::tap::{Line, Tap};
use nix::errno::Errno;
use nix::sys::ptrace::{self, Options};
use nix::unistd::Pid;
use record::calls::{Step, What, Who};

use self::stops::ends;
use crate::attribute::Sender;
use crate::log::Log;
use crate::sources::Sources;
use crate::sys;
use crate::table::Puts;
use crate::thread::{Asks, InCall, State, Thread};

/// How long nothing has to be looked for again where nothing happens.
const LOOK: Duration = Duration::from_micros(100);

/// How many looks at a thread come without a pause: its next stop is mostly
/// some microseconds away.
const HASTY: u32 = 20;

/// How long it is between two looks at most.
const LONGEST: Duration = Duration::from_millis(2);

/// What a look at threads has shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    /// They are held, or asleep, or gone.
    Rest,
    /// One works, or is about to.
    Work,
    /// One has come to a stop, and perhaps gone on.
    Stop,
}

/// Between looks. Who looks all the time has soon had its share of a busy
/// processor, and then stands in line for the others' at each look; who
/// sleeps has not, and goes on at once. What has taken long may take longer.
#[derive(Debug, Default)]
struct Patience {
    looks: u32,
    pause: Duration,
}

impl Patience {
    /// Pauses, where what was seen is no reason to look again at once. Each
    /// stop has a patience of its own: a program that is loaded comes to a
    /// hundred, one soon after the other.
    fn after(&mut self, seen: Seen) {
        match seen {
            Seen::Stop => *self = Patience::default(),
            Seen::Rest | Seen::Work => self.wait(),
        }
    }

    fn wait(&mut self) {
        self.looks += 1;
        if self.looks > HASTY {
            self.pause = LONGEST.min(LOOK / 2 + self.pause * 5 / 4);
            thread::sleep(self.pause);
        }
    }
}

/// Traces a program that does nothing, to see whether that can be done.
pub fn try_out() -> io::Result<()> {
    let mut command = Command::new("true");
    sys::trace(&mut command);
    let cannot = |error: io::Error| {
        io::Error::other(format!("no program can be traced here: {error}"))
    };
    let mut child = command.spawn().map_err(cannot)?;
    let mut thread = Thread::first(Pid::from_raw(child.id() as i32), "");
    let mut tried = Ok(());
    let mut patience = Patience::default();
    while tried.is_ok() && thread.state == State::Free {
        if thread.stopped()?.is_some() {
            thread.state = State::Held(None);
            tried = sys::stop(thread.id).map(drop);
        } else {
            patience.wait();
        }
    }
    child.kill()?;
    child.wait()?;
    tried.map_err(|error| cannot(error.into()))
}

/// What the tracer is asked for. Each is done when all programs sleep.
pub enum Request {
    /// Start this in a terminal. The sources are those of a listing.
    Start {
        terminal: String,
        command: Box<Command>,
        sources: bool,
        reply: Reply<io::Result<Child>>,
    },
    /// Something is typed into this terminal.
    Typed { terminal: String, reply: Reply<()> },
    /// Nothing; but it has come to the end.
    Settle { reply: Reply<()> },
}

/// What crosses in the namespace of the programs.
pub struct Wire<'a> {
    /// All has come when nothing stands in line.
    pub line: Line,
    /// Nothing where the packets themselves are of no interest.
    pub tap: Option<&'a Tap>,
}

/// The tracer, which has a thread of its own: only who has started a program
/// may trace it.
pub struct Tracer<'a> {
    /// Nothing where no namespace is the programs' own.
    wire: Option<Wire<'a>>,
    requests: Receiver<Request>,
    threads: Vec<Thread>,
    sources: BTreeMap<i32, Sources>,
    log: Log,
    /// Something has been done that may have set packets off.
    stirred: bool,
}

impl<'a> Tracer<'a> {
    pub fn new(
        wire: Option<Wire<'a>>,
        requests: Receiver<Request>,
        log: Log,
    ) -> Tracer<'a> {
        Tracer {
            wire,
            requests,
            threads: Vec::new(),
            sources: BTreeMap::new(),
            log,
            stirred: false,
        }
    }

    /// Traces until nobody asks for anything any more. What still runs then
    /// goes on by itself, until it is killed.
    pub fn run(mut self) -> Result<(Vec<Step>, usize), String> {
        let traced = self.trace();
        for thread in &mut self.threads {
            if thread.state != State::Free {
                let _ = thread.let_go();
            }
        }
        traced.map(|()| self.log.finish())
    }

    fn trace(&mut self) -> Result<(), String> {
        let mut turn = None;
        loop {
            turn = self.next(turn);
            match turn {
                Some(index) => self.turn(index)?,
                None => match self.requests.try_recv() {
                    Ok(request) => self.answer(request)?,
                    Err(TryRecvError::Disconnected) => return Ok(()),
                    Err(TryRecvError::Empty) => {
                        thread::sleep(LOOK);
                        self.look()?;
                    }
                },
            }
        }
    }

    /// Whose turn it is: the same thread's, or else the first's that is held.
    /// One whose time is over waits until no other can go on.
    fn next(&self, before: Option<usize>) -> Option<usize> {
        let held = |index: &usize| {
            matches!(self.threads[*index].state, State::Held(_))
        };
        let all = || (0..self.threads.len()).filter(held);
        let on_time = |index: &usize| !self.threads[*index].is_overdue();
        let same = before.filter(held).filter(on_time);
        same.or_else(|| all().find(on_time))
            .or_else(|| all().next())
    }

    fn answer(&mut self, request: Request) -> Result<(), String> {
        match request {
            Request::Start {
                terminal,
                command,
                sources,
                reply,
            } => {
                let started = self.start(&terminal, *command, sources)?;
                let _ = reply.send(started);
            }
            Request::Typed { terminal, reply } => {
                self.log.event(Who::first(&terminal), What::Typed);
                let _ = reply.send(());
            }
            Request::Settle { reply } => {
                self.rest(None)?;
                self.record(None)?;
                let _ = reply.send(());
            }
        }
        Ok(())
    }

    fn start(
        &mut self,
        terminal: &str,
        mut command: Command,
        sources: bool,
    ) -> Result<io::Result<Child>, String> {
        sys::trace(&mut command);
        let child = match command.spawn() {
            Ok(child) => child,
            Err(error) => return Ok(Err(error)),
        };
        let process = Pid::from_raw(child.id() as i32);
        let mut thread = Thread::first(process, terminal);
        // It stops where the program begins.
        let mut patience = Patience::default();
        while thread.stopped().map_err(told)?.is_none() {
            patience.wait();
        }
        thread.state = State::Held(None);
        let options = Options::PTRACE_O_TRACESYSGOOD
            | Options::PTRACE_O_TRACECLONE
            | Options::PTRACE_O_TRACEFORK
            | Options::PTRACE_O_TRACEVFORK
            | Options::PTRACE_O_TRACEEXEC
            | Options::PTRACE_O_EXITKILL;
        ptrace::setoptions(process, options).map_err(told)?;
        if sources {
            let sources = Sources::of(process)?;
            self.sources.insert(process.as_raw(), sources);
        }
        self.log.start(terminal);
        self.threads.push(thread);
        Ok(Ok(child))
    }

    /// Looks for what has woken by itself: its time has come, or something
    /// was typed.
    fn look(&mut self) -> Result<(), String> {
        if self.collect(None)? == Seen::Rest {
            return Ok(());
        }
        self.rest(None)?;
        self.record(None)
    }

    /// Lets a thread go, until all is at rest again, and records it.
    fn turn(&mut self, index: usize) -> Result<(), String> {
        if self.threads[index].is_overdue() {
            self.log.wake(&mut self.threads[index]);
        }
        let thread = &mut self.threads[index];
        if let Some(InCall {
            asks: Asks::Call(call),
            ..
        }) = &thread.call
        {
            self.stirred |= call.row.stirs();
        }
        // A signal may be the end of it.
        if thread.ends || matches!(thread.state, State::Held(Some(_))) {
            self.stirred = true;
            self.end(index);
        }
        self.threads[index].release().map_err(told)?;
        self.rest(Some(index))?;
        self.record(Some(index))
    }

    /// What the program leaves open is what its end concerns. Its threads have
    /// that in common, and the last of them closes it: so those that are held
    /// are waited for, too.
    fn end(&mut self, index: usize) {
        let process = self.threads[index].process;
        let is_end = self.threads[index].ends;
        let same = |thread: &&mut Thread| thread.process == process;
        for thread in self.threads.iter_mut().filter(same) {
            if is_end && thread.state != State::Gone {
                thread.state = State::Free;
            }
        }
        // A program may have a socket many times.
        let mut seen = BTreeSet::new();
        let mut fds = crate::memory::descriptors(process);
        fds.retain(|fd| seen.insert(crate::memory::descriptor(process, *fd)));
        let sockets = fds.into_iter().flat_map(|fd| ends(process, fd));
        self.log.ending = Some(Sender {
            sockets: sockets.collect(),
            puts: Puts::All,
        });
    }

    /// Writes down what the last stretch has brought.
    fn record(&mut self, turn: Option<usize>) -> Result<(), String> {
        for thread in &mut self.threads {
            // A socket that was connected has its own end by now.
            if let Some(call) = &mut thread.call
                && let Asks::Call(begun) = &call.asks
            {
                let now = ends(thread.process, begun.raw[0] as i32);
                call.sender.sockets.extend(now);
            }
        }
        let tap = self.wire.as_ref().and_then(|wire| wire.tap);
        self.log.stretch(tap, &mut self.threads, turn);
        Ok(())
    }
}

impl Thread {
    fn is_overdue(&self) -> bool {
        self.call.as_ref().is_some_and(InCall::is_overdue)
    }
}

fn told(error: Errno) -> String {
    format!("ptrace: {error}")
}
