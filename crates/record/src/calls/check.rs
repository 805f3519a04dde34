//! Whether the steps belong to a record and to its packets.

use std::collections::BTreeMap;

use super::{Calls, What, Who};
use crate::{Action, Record, Trace};

impl Calls {
    /// Nothing, if the steps can be those of this record and this trace;
    /// otherwise the first that cannot.
    ///
    /// # Errors
    /// A terminal that the record lacks, more lines or commands than it
    /// shows, and a packet that has no step, or more than it may have.
    pub fn check(
        &self,
        record: &Record,
        trace: Option<&Trace>,
    ) -> Result<(), String> {
        for step in &self.steps {
            if let Some(terminal) = step.who.terminal() {
                let shown = Shown::of(record, terminal);
                let shown = shown
                    .ok_or(format!("`{step}`: no [{terminal}] is recorded"))?;
                if let What::Prints(lines) = step.what
                    && lines > shown.lines
                {
                    let lines = shown.lines;
                    return Err(format!(
                        "`{step}`: [{terminal}] shows {lines} lines"
                    ));
                }
            }
        }
        self.starts(record)?;
        self.packets(trace)
    }

    /// Each command is started, and in the record's order.
    fn starts(&self, record: &Record) -> Result<(), String> {
        let steps = self.steps.iter().filter(|s| s.what == What::Starts);
        let started: Vec<_> = steps.map(|step| step.who.terminal()).collect();
        let commands: Vec<_> =
            record.commands().map(|(name, _)| Some(name)).collect();
        if started == commands {
            return Ok(());
        }
        Err(format!(
            "the record starts a program in {commands:?}, the calls in \
             {started:?}; BLESS records them again"
        ))
    }

    /// Each packet has one step, or two of which either may have sent it.
    fn packets(&self, trace: Option<&Trace>) -> Result<(), String> {
        let mut named: BTreeMap<usize, Vec<bool>> = BTreeMap::new();
        for sent in self.steps.iter().flat_map(|step| &step.packets) {
            named.entry(sent.number).or_default().push(sent.perhaps);
        }
        let crossed = trace.map_or(0, |trace| trace.events().len());
        for number in 1..=crossed {
            match named.remove(&number).as_deref() {
                Some([false] | [true, true]) => {}
                other => {
                    let steps = other.map_or(0, <[bool]>::len);
                    return Err(format!(
                        "packet {number} belongs to {steps} steps; it must \
                         be one, or two that say `{number}?`"
                    ));
                }
            }
        }
        match named.keys().next() {
            Some(number) => Err(format!("packet {number} is not in the .wire")),
            None => Ok(()),
        }
    }
}

impl Who {
    /// The first thread of the program in this terminal.
    pub fn first(terminal: &str) -> Who {
        Who::Thread {
            terminal: terminal.to_string(),
            process: 1,
            number: 1,
        }
    }

    /// The terminal's name, where it is a thread in one.
    pub fn terminal(&self) -> Option<&str> {
        match self {
            Who::Thread { terminal, .. } | Who::Threads { terminal, .. } => {
                Some(terminal)
            }
            Who::Kernel | Who::End => None,
        }
    }
}

/// What a record shows in one terminal.
struct Shown {
    lines: usize,
}

impl Shown {
    fn of(record: &Record, terminal: &str) -> Option<Shown> {
        let own = record.blocks.iter().filter(|b| b.terminal == terminal);
        let own: Vec<_> = own.collect();
        let starts = |a: &Action| matches!(a, Action::Start(_));
        own.iter().any(|b| starts(&b.action)).then(|| Shown {
            lines: own.iter().map(|block| block.output.len()).sum(),
        })
    }
}
