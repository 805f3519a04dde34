//! What each step of a calls record stands for: the line of a listing that
//! made a call, the command that a program was started by, the lines that it
//! printed.

use crate::problem::Fault;
use crate::read::source::{Kind, Source};
use crate::read::tree::Tree;
use record::calls::{Step, What};
use record::{Action, Calls, Command, Record};
use std::collections::HashMap;

/// A step, and what it stands for.
pub struct Stop<'b> {
    /// As it was recorded.
    pub step: &'b Step,
    /// The code that took it.
    pub code: Option<Place<'b>>,
    /// What the terminal shows by it: a command, what is typed, what is
    /// printed.
    pub shown: Vec<&'b str>,
}

/// A place in a listing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place<'b> {
    /// What a directive calls the file.
    pub listing: &'b str,
    /// The file's path from the root.
    pub path: &'b str,
    /// The function.
    pub function: &'b str,
    /// The line's number and its text, where it is sure.
    pub line: Option<(usize, &'b str)>,
}

/// The steps of a run, each with what it stands for.
///
/// # Errors
/// A place that the listing does not have.
pub fn stops<'b>(
    tree: &'b Tree,
    package: &str,
    calls: &'b Calls,
    record: &'b Record,
) -> Result<Vec<Stop<'b>>, Fault> {
    let mut terminals: HashMap<&str, Terminal> = HashMap::new();
    let mut stops = Vec::new();
    for step in &calls.steps {
        let mut shown = Vec::new();
        let mut code = None;
        if let Some(name) = step.who.terminal() {
            let terminal = terminals
                .entry(name)
                .or_insert_with(|| Terminal::of(record, name));
            shown = terminal.shown(&step.what);
            let binary = terminal.binary.as_deref();
            if let (Some(place), Some(binary)) = (&step.place, binary) {
                code = Some(found(tree, package, binary, place)?);
            }
        }
        stops.push(Stop { step, code, shown });
    }
    Ok(stops)
}

/// How far a terminal has come.
struct Terminal<'b> {
    commands: std::vec::IntoIter<&'b str>,
    typed: std::vec::IntoIter<&'b str>,
    lines: Vec<&'b str>,
    printed: usize,
    binary: Option<String>,
}

impl<'b> Terminal<'b> {
    fn of(record: &'b Record, name: &str) -> Terminal<'b> {
        let blocks = record.blocks.iter().filter(|b| b.terminal == name);
        let (mut commands, mut typed) = (Vec::new(), Vec::new());
        let mut lines = Vec::new();
        for block in blocks {
            match &block.action {
                Action::Start(command) => commands.push(command.as_str()),
                Action::Type(text) => typed.push(text.as_str()),
                Action::EndOfInput => typed.push("^D"),
                Action::Interrupt => typed.push("^C"),
                Action::Continue => {}
            }
            lines.extend(block.output.iter().map(String::as_str));
        }
        Terminal {
            commands: commands.into_iter(),
            typed: typed.into_iter(),
            lines,
            printed: 0,
            binary: None,
        }
    }

    fn shown(&mut self, what: &What) -> Vec<&'b str> {
        match what {
            What::Starts => {
                let command = self.commands.next();
                let parsed = command.and_then(|c| Command::parse(c).ok());
                self.binary = parsed.and_then(|command| match command {
                    Command::Run { binary, .. } => Some(binary),
                    Command::Lab(_) | Command::Tshark { .. } => None,
                });
                command.into_iter().collect()
            }
            What::Typed => self.typed.next().into_iter().collect(),
            What::Prints(count) => {
                let lines = self.lines.get(self.printed..*count);
                self.printed = *count;
                lines.unwrap_or_default().to_vec()
            }
            _ => Vec::new(),
        }
    }
}

fn found<'b>(
    tree: &'b Tree,
    package: &str,
    binary: &str,
    place: &'b record::calls::Place,
) -> Result<Place<'b>, Fault> {
    let source: &Source = match &place.file {
        None => tree.find(Kind::Listing, binary)?,
        Some(file) => {
            let stem = file.trim_end_matches(".rs");
            tree.find(Kind::Library, &format!("{package}/{stem}"))?
        }
    };
    let text = source.code().map_or("", |code| code.text.as_str());
    let line = place.line.map(|number| {
        let line = text.lines().nth(number.saturating_sub(1));
        let line = line.ok_or_else(|| {
            Fault::new(
                format!("{} has no line {number}", source.path),
                "record the calls anew: `BLESS=1 cargo test`",
            )
        });
        line.map(|line| (number, line.trim()))
    });
    Ok(Place {
        listing: &source.name,
        path: &source.path,
        function: &place.function,
        line: line.transpose()?,
    })
}
