//! The `.calls` format: what the programs of one run asked of the kernel,
//! call by call, and which packets each call sent.
//!
//! ```text
//! [server] accept4(3) sleeps                          accept_each:34
//! [client] starts
//! [client] connect(3, 127.0.0.1:7200) = 0             echo:27   packets 1-3
//! [server] accept4(3) wakes = 4, 127.0.0.1:«port»     accept_each:34
//! ```
//!
//! A line is a step: who, what, from which function and line of the listing,
//! and the packets of the `.wire` of the same stem. One thread runs at a
//! time, so the order of the steps is the order of the run. Only what wakes
//! in one step has no order of its own, and stands in that of the terminals.
//!
//! What varies is masked before it is written: two runs of an exchange whose
//! order is forced have the same text, and that is what is compared.

mod check;
mod descriptors;
mod fold;
mod number;
mod parse;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::Masks;

/// The width of a step's first two columns, where they fit.
const WIDTHS: [usize; 2] = [58, 20];

/// What the programs of one run asked of the kernel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calls {
    /// How it was recorded.
    pub settings: CallSettings,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// What the first lines of a `.calls` file ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallSettings {
    /// The kernel delays acknowledgments, as it does by default. Without
    /// this it sends each at once: a stop of a traced program takes as long
    /// as such a delay, which would then end anywhere.
    pub delayed_acks: bool,
}

/// One stretch of one thread, or what happened without any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Who did it.
    pub who: Who,
    /// What was done.
    pub what: What,
    /// From where in the listing it was called. A peer of the lab has none.
    pub place: Option<Place>,
    /// The packets of the `.wire` that crossed because of it.
    pub packets: Vec<Sent>,
}

/// Who takes a step.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// A thread of the program that runs in a terminal.
    Thread {
        /// The terminal's name in the `.console`.
        terminal: String,
        /// From 1, the one that was started; the others are its descendants.
        process: usize,
        /// From 1, in the order in which the process starts its threads.
        number: usize,
    },
    /// Several threads of the process that was started, which begin to wait
    /// one after the other.
    Threads {
        /// The terminal's name in the `.console`.
        terminal: String,
        /// The first of them.
        first: usize,
        /// The last of them.
        last: usize,
    },
    /// No program: a kernel sent what it had to send by itself.
    Kernel,
    /// The end of the run: what still ran was killed.
    End,
}

/// What a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The terminal's next command is started.
    Starts,
    /// The record's next line is typed into the terminal, its input ends, or
    /// it is interrupted.
    Typed,
    /// The terminal shows so many lines by now.
    Prints(usize),
    /// The thread makes a call.
    Call(Call),
    /// The program ends. Its kernel closes what it had left open.
    Ends,
    /// Packets cross, and nothing else.
    Sends,
}

/// A call, as a person writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its name, such as `accept4`.
    pub name: String,
    /// Its arguments, such as `3, 127.0.0.1:7200`.
    pub args: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It returned before anything else happened: this, or an error's name.
    Returns(String),
    /// It did not: its thread sleeps.
    Sleeps,
    /// It had slept, and returns this.
    Wakes(String),
    /// The same call again and again, the last time with this result. How
    /// often differs from run to run. Where two calls take turns, the steps
    /// of both stand one below the other.
    Repeats(String),
}

/// A place in a listing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The function, such as `accept_each`.
    pub function: String,
    /// Its line, where that is sure.
    pub line: Option<usize>,
    /// The file under the package's `src`, where it is not the program's own.
    pub file: Option<String>,
}

/// A packet that a step sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its number in the `.wire`.
    pub number: usize,
    /// Another step names it as well: one of these two sent it.
    pub perhaps: bool,
}

impl Calls {
    /// Masks what differs from run to run. The masks have seen the record of
    /// the same run, so that a port has one name in both.
    pub fn mask(&mut self, masks: &mut Masks) {
        for step in &mut self.steps {
            let What::Call(call) = &mut step.what else {
                continue;
            };
            call.args = parts(&masks.mask(&call.args));
            match &mut call.outcome {
                Outcome::Returns(text)
                | Outcome::Wakes(text)
                | Outcome::Repeats(text) => *text = parts(&masks.mask(text)),
                Outcome::Sleeps => {}
            }
        }
    }
}

/// Masks how much a kernel took of what was offered: a million bytes and
/// more that are no round number of pages.
fn parts(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.parse::<u64>() {
        Ok(n) if n >= 1_000_000 && !n.is_multiple_of(4096) => "«bytes»",
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Calls {
    /// Prints the text that [`Calls::parse`] reads.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}", self.settings)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl fmt::Display for CallSettings {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.delayed_acks {
            writeln!(f, "# delayed-acks")?;
        }
        Ok(())
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let what = format!("{} {}", self.who, self.what);
        let place = self.place.as_ref().map(Place::to_string);
        let [first, second] = WIDTHS;
        let line = format!(
            "{:<first$}  {:<second$}  {}",
            what.trim_end(),
            place.unwrap_or_default(),
            packets(&self.packets)
        );
        f.write_str(line.trim_end())
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Who::Thread {
                terminal,
                process,
                number,
            } => {
                write!(f, "[{terminal}")?;
                if *process > 1 {
                    write!(f, ", process {process}")?;
                }
                if *number > 1 {
                    write!(f, ", thread {number}")?;
                }
                f.write_str("]")
            }
            Who::Threads {
                terminal,
                first,
                last,
            } => write!(f, "[{terminal}, threads {first}-{last}]"),
            Who::Kernel => f.write_str("kernel"),
            Who::End => f.write_str("end"),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            What::Starts => f.write_str("starts"),
            What::Typed => f.write_str("typed"),
            What::Prints(lines) => write!(f, "prints {lines}"),
            What::Call(call) => write!(f, "{call}"),
            What::Ends => f.write_str("ends"),
            What::Sends => Ok(()),
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}({}) ", self.name, self.args)?;
        match &self.outcome {
            Outcome::Returns(result) => write!(f, "= {result}"),
            Outcome::Sleeps => f.write_str("sleeps"),
            Outcome::Wakes(result) => write!(f, "wakes = {result}"),
            Outcome::Repeats(result) => write!(f, "×n = {result}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.function)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(file) = &self.file {
            write!(f, " in {file}")?;
        }
        Ok(())
    }
}

/// `packet 4`, `packets 1-3, 5?`, or nothing.
fn packets(packets: &[Sent]) -> String {
    let mut parts: Vec<(Sent, usize)> = Vec::new();
    for sent in packets {
        match parts.last_mut() {
            Some((first, last))
                if *last + 1 == sent.number
                    && !first.perhaps
                    && !sent.perhaps =>
            {
                *last = sent.number;
            }
            _ => parts.push((*sent, sent.number)),
        }
    }
    let shown = parts.iter().map(|(first, last)| match first {
        Sent { number, perhaps } if *perhaps => format!("{number}?"),
        Sent { number, .. } if number == last => number.to_string(),
        Sent { number, .. } => format!("{number}-{last}"),
    });
    match packets.len() {
        0 => String::new(),
        1 => format!("packet {}", shown.collect::<String>()),
        _ => format!("packets {}", shown.collect::<Vec<_>>().join(", ")),
    }
}
