//! What has happened so far, step by step.

use std::collections::BTreeMap;

use lab::tap::Tap;
use nix::unistd::Pid;
use record::calls::{Call, Outcome, Sent, Step, What, Who};

use crate::attribute::{Attribution, Owner, Sender};
use crate::lines::Lines;
use crate::memory::Memory;
use crate::show;
use crate::thread::{Asks, InCall, State, Thread};

/// The steps of a run. Packets have the numbers of what the tap has heard.
#[derive(Default)]
pub struct Log {
    steps: Vec<Step>,
    /// Nothing where packets are of no interest.
    attribution: Option<Attribution>,
    /// How many packets belong to the steps already.
    heard: usize,
    screens: BTreeMap<String, Screen>,
    /// What the end of the program concerns, if this stretch ends it.
    pub ending: Option<Sender>,
    /// Where each step is written at once, and not kept.
    file: Option<Lines>,
}

/// What a terminal shows.
#[derive(Default)]
struct Screen {
    /// How many lines, with their ends.
    lines: usize,
    /// Something behind the last of them.
    begun: bool,
    /// How many were told.
    told: usize,
}

impl Log {
    pub fn new(attribution: Option<Attribution>) -> Log {
        Log {
            attribution,
            ..Log::default()
        }
    }

    /// One that keeps nothing but writes each step at once: the program may
    /// be killed at any time, and whoever traces it with it.
    pub fn to(file: Lines) -> Log {
        Log {
            file: Some(file),
            ..Log::default()
        }
    }

    /// Hands over the steps so far, if they are to be written.
    fn write(&mut self) {
        if let Some(file) = &mut self.file {
            for step in self.steps.drain(..) {
                file.write(&step);
            }
        }
    }

    pub fn finish(self) -> (Vec<Step>, usize) {
        (self.steps, self.heard)
    }

    /// The terminal's next program is started.
    pub fn start(&mut self, terminal: &str) {
        let screen = self.screens.entry(terminal.to_string()).or_default();
        screen.lines += usize::from(screen.begun);
        screen.begun = false;
        self.event(Who::first(terminal), What::Starts);
    }

    /// Something happens that is no call.
    pub fn event(&mut self, who: Who, what: What) {
        self.steps.push(Step {
            who,
            what,
            place: None,
            packets: Vec::new(),
        });
    }

    /// Writes down what became of a turn: first of the thread that was
    /// released, then of those that woke, in their order. Which of these
    /// woke first is nobody's decision.
    pub fn stretch(
        &mut self,
        tap: Option<&Tap>,
        threads: &mut [Thread],
        turn: Option<usize>,
    ) {
        let before = self.steps.len();
        let mut released = None;
        let ending = self.ending.take();
        if let Some(index) = turn {
            let thread = &mut threads[index];
            released = if thread.state == State::Gone && ending.is_some() {
                self.event(who(thread), What::Ends);
                ending
            } else {
                self.step(thread)
            };
        }
        let first = self.steps.len() - before;
        let mut woken = Vec::new();
        for thread in threads.iter_mut() {
            let returned = |c: &InCall| c.result.is_some() && !c.is_overdue();
            if thread.call.as_ref().is_some_and(returned) {
                woken.extend(self.step(thread));
            }
        }
        let (Some(attribution), Some(tap)) = (&mut self.attribution, tap)
        else {
            return self.write();
        };
        let packets = tap.packets_from(self.heard);
        let owners = attribution.owners(&packets, released.as_ref(), &woken);
        for owner in owners {
            self.heard += 1;
            self.give(owner, before, first);
        }
    }

    /// The thread's time is over, and it is its turn to go on.
    pub fn wake(&mut self, thread: &mut Thread) {
        self.step(thread);
    }

    /// Gives the packet that was heard last to its steps.
    fn give(&mut self, owner: Owner, before: usize, first: usize) {
        let number = self.heard;
        let sent = |perhaps| Sent { number, perhaps };
        match owner {
            Owner::Released => self.steps[before].packets.push(sent(false)),
            Owner::Either(index) => {
                self.steps[before].packets.push(sent(true));
                self.steps[before + first + index].packets.push(sent(true));
            }
            Owner::Kernel => {
                let last = self.steps.last_mut();
                match last.filter(|step| step.who == Who::Kernel) {
                    Some(step) => step.packets.push(sent(false)),
                    None => {
                        self.event(Who::Kernel, What::Sends);
                        self.give(owner, before, first);
                    }
                }
            }
        }
    }

    /// What has become of a thread's call, and what that may have sent.
    fn step(&mut self, thread: &mut Thread) -> Option<Sender> {
        let call = thread.call.as_mut()?;
        let sender = call.sender.clone();
        let Some(result) = call.result else {
            // It may have ended instead, or have been held before the call.
            let sleeps = thread.state == State::Free && call.released;
            if sleeps && !call.slept {
                call.slept = true;
                self.call(thread, Outcome::Sleeps);
                return Some(sender);
            }
            return None;
        };
        match &call.asks {
            Asks::Print { pieces, args } => {
                let printed = printed(thread.process, *pieces, *args, result);
                self.print(thread, &printed);
            }
            Asks::Call(begun) => {
                let shown = show::result(thread.process, begun, result);
                let outcome = if call.slept {
                    Outcome::Wakes(shown)
                } else {
                    Outcome::Returns(shown)
                };
                self.call(thread, outcome);
            }
        }
        thread.call = None;
        Some(sender)
    }

    fn call(&mut self, thread: &Thread, outcome: Outcome) {
        let who = who(thread);
        let Some(InCall {
            asks: Asks::Call(begun),
            place,
            ..
        }) = &thread.call
        else {
            return;
        };
        self.steps.push(Step {
            who,
            what: What::Call(Call {
                name: begun.row.name.to_string(),
                args: begun.args.clone(),
                outcome,
            }),
            place: place.clone(),
            packets: Vec::new(),
        });
    }

    fn print(&mut self, thread: &Thread, text: &[u8]) {
        let terminal = thread.terminal.clone();
        let screen = self.screens.entry(terminal).or_default();
        screen.lines += text.iter().filter(|byte| **byte == b'\n').count();
        if let Some(last) = text.last() {
            screen.begun = *last != b'\n';
        }
        let shown = screen.lines + usize::from(screen.begun);
        if shown > screen.told {
            screen.told = shown;
            self.event(who(thread), What::Prints(shown));
            let place = thread.call.as_ref().and_then(|c| c.place.clone());
            if let Some(step) = self.steps.last_mut() {
                step.place = place;
            }
        }
    }
}

fn who(thread: &Thread) -> Who {
    Who::Thread {
        terminal: thread.terminal.clone(),
        process: thread.process_number,
        number: thread.number,
    }
}

/// What a `write` or a `writev` has written.
fn printed(process: Pid, pieces: bool, args: [u64; 6], result: i64) -> Vec<u8> {
    let (Ok(memory), Ok(mut left)) =
        (Memory::of(process), usize::try_from(result))
    else {
        return Vec::new();
    };
    let [_, list, count, ..] = args;
    if !pieces {
        return memory.vec(list, left).unwrap_or_default();
    }
    let mut text = Vec::new();
    for piece in (0..count).map(|n| list + 16 * n) {
        let (Some(from), Some(length)) =
            (memory.word(piece), memory.word(piece + 8))
        else {
            break;
        };
        let length = left.min(length as usize);
        left -= length;
        text.extend(memory.vec(from, length).unwrap_or_default());
    }
    text
}
