//! Plays a record: starts what it starts, types what it types, waits for
//! what it waits for, and writes down what came.
//!
//! Nothing here waits for time. A program is waited for until it says
//! `listening on `, until it ends, or until it has shown as many lines as
//! the record has; a watchdog only decides how soon a failure is told.

mod parted;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::Command as Process;
use std::time::Instant;

use record::{Action, Block, Command, Masks, Record};

use crate::cli;
use crate::ports::Ports;
use crate::process::{Program, Seen, WATCHDOG};

/// What a server says when it can be reached.
const READY: &str = "listening on ";

/// Turns a shown command into the process that it stands for.
pub type Programs<'a> = &'a dyn Fn(&Command) -> Result<Process, String>;

/// Who starts the programs of a run, and is told what is done to them. By
/// default they start as any, and nothing is waited for.
pub trait Director {
    /// Starts what stands for the shown command in the terminal of this
    /// name.
    ///
    /// # Errors
    /// What the system reports, with the program's name.
    fn start(
        &self,
        _terminal: &str,
        _shown: &Command,
        process: Process,
    ) -> io::Result<Program> {
        Program::start(process)
    }

    /// Something is about to be typed into this terminal.
    fn typed(&self, _terminal: &str) {}

    /// All is shown; what still runs is about to be ended.
    fn settle(&self, _deadline: Instant) {}
}

/// Nobody in particular.
#[derive(Clone, Copy, Debug)]
pub struct Nobody;

impl Director for Nobody {}

/// What came of a record.
#[derive(Debug)]
pub struct Played {
    /// The record as it came out, masked.
    pub record: Record,
    /// What its masks stand for.
    pub masks: Masks,
}

/// Why a record could not be played to its end.
#[derive(Debug)]
pub struct Failure {
    /// The line of the record, from 1.
    pub line: usize,
    /// What happened, and what to do.
    pub problem: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl std::error::Error for Failure {}

/// Plays the record in the folder `dir` and returns what came of it, with
/// ports as documented and what differs from run to run masked.
///
/// # Errors
/// A command that cannot be started, and a program that neither ends nor
/// shows what the record waits for.
pub fn play(
    record: &Record,
    programs: Programs,
    ports: Ports,
    dir: PathBuf,
    director: &dyn Director,
) -> Result<Played, Failure> {
    let mut play = Play {
        programs,
        director,
        ports,
        dir,
        deadline: Instant::now() + WATCHDOG,
        terminals: BTreeMap::new(),
    };
    let mut blocks = Vec::new();
    for (index, block) in record.blocks.iter().enumerate() {
        let rest = &record.blocks[index + 1..];
        match play.block(block, typed_into(block, rest)) {
            Ok(block) => blocks.push(block),
            Err(mut failure) => {
                mask(&mut blocks, &play.ports);
                failure.problem += &parted::parted(&record.blocks, &blocks);
                return Err(failure);
            }
        }
    }
    director.settle(play.deadline);
    play.end(&mut blocks);
    let masks = mask(&mut blocks, &play.ports);
    let needs = record.needs.clone();
    let record = Record { needs, blocks };
    Ok(Played { record, masks })
}

/// True where the record goes on to type into the block's program.
fn typed_into(block: &Block, rest: &[Block]) -> bool {
    let same = rest.iter().filter(|next| next.terminal == block.terminal);
    same.take_while(|next| !matches!(next.action, Action::Start(_)))
        .any(|next| next.action != Action::Continue)
}

fn mask(blocks: &mut [Block], ports: &Ports) -> Masks {
    let mut masks = Masks::default();
    for line in blocks.iter_mut().flat_map(|block| &mut block.output) {
        *line = masks.mask(&ports.to_documented(line));
    }
    masks
}

struct Play<'a> {
    programs: Programs<'a>,
    director: &'a dyn Director,
    ports: Ports,
    dir: PathBuf,
    deadline: Instant,
    terminals: BTreeMap<String, Terminal>,
}

/// A terminal and the program that runs in it.
struct Terminal {
    program: Program,
    /// How many of its lines the blocks hold already.
    taken: usize,
    /// Its end has been written down.
    ended: bool,
}

impl Play<'_> {
    /// Does what the block does, waits, and returns what the terminal
    /// showed.
    fn block(&mut self, block: &Block, typed: bool) -> Result<Block, Failure> {
        self.act(block).map_err(|problem| Failure {
            line: block.line,
            problem,
        })?;
        let deadline = self.deadline;
        let terminal = self.terminals.get_mut(&block.terminal);
        let terminal = terminal.expect("act leaves a program there");
        let taken = terminal.taken;
        let enough = |seen: &Seen| {
            let shown = seen.lines.len() >= taken + block.output.len();
            let goal = match block.action {
                Action::Interrupt | Action::EndOfInput => false,
                Action::Start(_) | Action::Type(_) if !typed => {
                    shown && ready(seen)
                }
                _ => shown,
            };
            seen.ended || goal
        };
        let (seen, enough) = terminal.program.wait_until(deadline, enough);
        if !enough {
            return Err(self.overdue(block, &seen));
        }
        let mut actual = Block {
            output: Vec::new(),
            status: None,
            ..block.clone()
        };
        terminal.take(&seen, block.output.len(), &mut actual, deadline);
        Ok(actual)
    }

    fn act(&mut self, block: &Block) -> Result<(), String> {
        let typed = match &block.action {
            Action::Start(command) => return self.start(block, command),
            Action::Type(text) if text.contains("«password»") => {
                let password = self.password();
                let password = password
                    .ok_or("no program has printed a `password: ` to type")?;
                text.replace("«password»", &password)
            }
            Action::Type(text) => text.clone(),
            _ => String::new(),
        };
        let terminal = self.terminals.get_mut(&block.terminal);
        let terminal = terminal.ok_or_else(|| {
            let name = &block.terminal;
            format!("[{name}] has started nothing; begin with $ command")
        })?;
        if block.action != Action::Continue {
            self.director.typed(&block.terminal);
        }
        match block.action {
            Action::EndOfInput => terminal.program.end_input(),
            Action::Interrupt => {
                return terminal.program.interrupt().map_err(|e| e.to_string());
            }
            Action::Continue => {}
            _ => terminal.program.type_text(format!("{typed}\n")),
        }
        Ok(())
    }

    fn start(&mut self, block: &Block, shown: &str) -> Result<(), String> {
        let name = &block.terminal;
        if self.terminals.get(name).is_some_and(|t| !t.ended) {
            return Err(format!(
                "[{name}] still runs its last program; end it with ^C \
                 or use another terminal"
            ));
        }
        let mut command = Command::parse(shown).map_err(|e| e.to_string())?;
        self.name_free_ports(&mut command);
        let mut process = (self.programs)(&command)?;
        process.current_dir(&self.dir);
        let program = self.director.start(name, &command, process);
        let program = program.map_err(|e| e.to_string())?;
        let terminal = Terminal {
            program,
            taken: 0,
            ended: false,
        };
        self.terminals.insert(name.clone(), terminal);
        Ok(())
    }

    fn name_free_ports(&mut self, command: &mut Command) {
        let (args, count) = match command {
            Command::Lab(args) => {
                let count = args.first().map_or(1, |name| cli::ports(name));
                (args, count)
            }
            Command::Run { args, .. } => (args, 1),
            Command::Tshark { .. } => return,
        };
        for arg in args {
            *arg = self.ports.to_free_row(arg, count);
        }
    }

    /// The throw-away password that the lab printed last.
    fn password(&self) -> Option<String> {
        let all = self.terminals.values().map(|t| t.program.seen().lines);
        let find =
            |line: &String| line.strip_prefix("password: ").map(str::to_string);
        all.flatten().filter_map(|line| find(&line)).next_back()
    }

    fn overdue(&self, block: &Block, seen: &Seen) -> Failure {
        let shown = seen.lines.join("\n  ");
        Failure {
            line: block.line,
            problem: format!(
                "[{}] neither ended nor showed what the record waits for \
                 within {} s. It showed:\n  {shown}",
                block.terminal,
                WATCHDOG.as_secs()
            ),
        }
    }

    /// Ends what still runs; what it had left to say belongs to its
    /// terminal's last block.
    fn end(&mut self, blocks: &mut [Block]) {
        for (name, terminal) in &mut self.terminals {
            if terminal.ended {
                continue;
            }
            let mut own = blocks.iter_mut().rev();
            let Some(last) = own.find(|block| block.terminal == *name) else {
                continue;
            };
            let ended = terminal.program.seen().ended;
            let seen = if ended {
                terminal.program.seen()
            } else {
                terminal.program.kill(self.deadline)
            };
            let seen = Seen { ended, ..seen };
            terminal.take(&seen, usize::MAX, last, self.deadline);
        }
    }
}

impl Terminal {
    /// Moves what the program has shown into the block: all of it once it
    /// has ended, otherwise as many lines as the record waits for.
    fn take(
        &mut self,
        seen: &Seen,
        wanted: usize,
        block: &mut Block,
        deadline: Instant,
    ) {
        let started = matches!(block.action, Action::Start(_));
        let ready_line = seen.lines.iter().position(|l| l.starts_with(READY));
        let to_ready = match ready_line {
            Some(line) if started => line + 1,
            _ => 0,
        };
        let until = if seen.ended {
            seen.lines.len()
        } else {
            self.taken.saturating_add(wanted).max(to_ready)
        };
        let until = until.min(seen.lines.len());
        block
            .output
            .extend_from_slice(&seen.lines[self.taken..until]);
        self.taken = until;
        if seen.ended {
            self.ended = true;
            let status = self.program.exit_status(deadline).ok().flatten();
            // A server that ends is worth a line even where all is well.
            let shown = |status: &i32| *status != 0 || ready(seen);
            block.status = status.filter(shown);
        }
    }
}

fn ready(seen: &Seen) -> bool {
    seen.lines.iter().any(|line| line.starts_with(READY))
}

#[cfg(all(test, unix))]
mod tests;
