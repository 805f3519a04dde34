//! Whether a step's line is sure: the line is read, and the call must stand
//! on it by its name in Rust, or be the end of what it closes.
//!
//! Debug information tells the line of a statement, not of an expression, and
//! what a library does on a program's behalf has the line that asked for it.
//! Where the line does not say so, a step has its function alone.

use std::collections::BTreeMap;
use std::fs;

use libtest_mimic::Trial;
use record::calls::{Place as Source, Step, What};
use record::{Calls, Command, Record};

use super::Kept;
use crate::outcome::{Outcome, trial};
use crate::{Place, records};

/// Of ten calls of a listing's own, how many must have their line.
const OF_TEN: usize = 9;

/// What a line says that makes a call.
const WORDS: [(&str, &[&str]); 20] = [
    ("socket", &["bind(", "connect", "Socket::new(", "call()"]),
    ("bind", &["bind("]),
    ("connect", &["connect", "call()", "get("]),
    ("listen", &["bind(", "listen("]),
    ("accept4", &["accept(", "incoming("]),
    ("getsockname", &["local_addr(", "connect", "Session"]),
    ("getpeername", &["peer_addr(", "call()", "connect"]),
    (
        "sendto",
        &["write", "send", "call()", "flush(", "handshake("],
    ),
    ("write", &["write", "flush("]),
    ("sendmsg", &["write", "send"]),
    (
        "recvfrom",
        &["read", "recv", "copy(", "call()", "peek(", "handshake("],
    ),
    ("read", &["read", "copy("]),
    ("shutdown", &["shutdown(", "disconnect("]),
    (
        "setsockopt",
        &["bind(", "set_", "connect", "call()", "reuse", "_multicast"],
    ),
    (
        "getsockopt",
        &["error(", "connect", "ttl(", "timeout(", "call()"],
    ),
    (
        "fcntl",
        &[
            "try_clone(",
            "set_nonblocking(",
            "bind(",
            "copies",
            "handshake(",
            "}",
        ],
    ),
    ("ioctl", &["nonblocking(", "connect", "call()", "await"]),
    ("poll", &["connect", "call()", "poll", "handshake("]),
    ("epoll_ctl", &["await", "bind(", "}"]),
    ("epoll_wait", &["tokio::main", "block_on("]),
];

/// What a line says that prints.
const PRINTS: &[&str] = &["print!", "println!", "eprintln!", "write", "flush("];

/// Takes away each line that does not say what its call is.
pub(super) fn keep_sure(calls: &mut Calls, record: &Record, place: &Place) {
    let programs = Programs::of(record, place);
    let mut started = BTreeMap::new();
    for step in &mut calls.steps {
        let program = programs.of_step(step, &mut started);
        let is_sure = program.is_some_and(|p| p.is_sure(step));
        if let Some(place) = step.place.as_mut().filter(|_| !is_sure) {
            place.line = None;
        }
    }
}

/// One trial: of the chapter's own calls each has a function of its own
/// sources, and nine of ten the line on which it stands.
pub(super) fn trials(place: &Place) -> Option<Trial> {
    let files = records::with_extension(&place.dir.join("recorded"), "calls");
    let place = place.clone();
    (!files.is_empty()).then(|| {
        trial("calls-lines::each leads to its line", move || {
            let all =
                files.iter().try_fold((0, 0), |(sure, all), (_, path)| {
                    let text = fs::read_to_string(path);
                    let text = text.map_err(|error| error.to_string())?;
                    let kept = Kept::read(path)?;
                    let calls =
                        Calls::parse(&text).map_err(|e| e.to_string())?;
                    let (s, a) = count(&calls, &kept.record, &place).map_err(
                        |problem| format!("{}: {problem}", kept.name),
                    )?;
                    Ok((sure + s, all + a))
                });
            Outcome::from(all.and_then(|(sure, all)| {
                let enough = sure * 10 >= all * OF_TEN && all > 0;
                enough.then_some(()).ok_or_else(|| {
                    format!("{sure} of {all} calls have their line")
                })
            }))
        })
    })
}

/// How many calls have their line, of how many.
fn count(
    calls: &Calls,
    record: &Record,
    place: &Place,
) -> Result<(usize, usize), String> {
    let programs = Programs::of(record, place);
    let mut started = BTreeMap::new();
    let (mut sure, mut all) = (0, 0);
    for step in &calls.steps {
        let program = programs.of_step(step, &mut started);
        let is_call = matches!(step.what, What::Call(_) | What::Prints(_));
        let Some(program) = program.filter(|_| is_call) else {
            continue;
        };
        all += 1;
        let source = step.place.as_ref();
        let source = source.ok_or_else(|| format!("`{step}` has no place"))?;
        if source.line.is_some() && !program.is_sure(step) {
            return Err(format!("`{step}`: that line makes no such call"));
        }
        if !program.has_function(source) {
            return Err(format!("`{step}`: no such function"));
        }
        sure += usize::from(source.line.is_some());
    }
    Ok((sure, all))
}

/// The programs of a record, terminal by terminal.
struct Programs(BTreeMap<String, Vec<Option<Program>>>);

/// A program of the chapter's own.
struct Program {
    name: String,
    place: Place,
}

impl Programs {
    fn of(record: &Record, place: &Place) -> Programs {
        let mut programs: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (terminal, command) in record.commands() {
            let program = match Command::parse(command) {
                Ok(Command::Run { binary, .. }) => Some(Program {
                    name: binary,
                    place: place.clone(),
                }),
                _ => None,
            };
            let of_terminal = programs.entry(terminal.to_string()).or_default();
            of_terminal.push(program);
        }
        Programs(programs)
    }

    /// The program that takes a step, where it is the chapter's own.
    fn of_step<'a>(
        &'a self,
        step: &Step,
        started: &mut BTreeMap<String, usize>,
    ) -> Option<&'a Program> {
        let terminal = step.who.terminal()?;
        let count = started.entry(terminal.to_string()).or_default();
        *count += usize::from(step.what == What::Starts);
        let programs = self.0.get(terminal)?;
        programs.get(count.checked_sub(1)?)?.as_ref()
    }
}

impl Program {
    fn text(&self, source: &Source) -> Option<String> {
        let src = self.place.dir.join("src");
        let path = match &source.file {
            Some(file) => src.join(file),
            None => src.join("bin").join(format!("{}.rs", self.name)),
        };
        let text = fs::read_to_string(path);
        text.or_else(|_| fs::read_to_string(src.join("main.rs")))
            .ok()
    }

    /// Whether the step's line makes its call.
    fn is_sure(&self, step: &Step) -> bool {
        let Some(source) = &step.place else {
            return false;
        };
        let Some((text, line)) = self.text(source).zip(source.line) else {
            return false;
        };
        let Some(line) = text.lines().nth(line - 1).map(str::trim) else {
            return false;
        };
        let says = |words: &[&str]| words.iter().any(|w| line.contains(w));
        match &step.what {
            What::Prints(_) => says(PRINTS),
            // What is dropped ends with its block, or with the statement of
            // the call that had or made it.
            What::Call(call) if call.name == "close" => {
                line.ends_with('}') || line.ends_with(';') && says(&["("])
            }
            What::Call(call) => WORDS
                .iter()
                .any(|(name, words)| *name == call.name && says(words)),
            _ => true,
        }
    }

    fn has_function(&self, source: &Source) -> bool {
        let name = source.function.rsplit("::").next().unwrap_or_default();
        let text = self.text(source).unwrap_or_default();
        let heads = [format!("fn {name}("), format!("fn {name}<")];
        heads.iter().any(|head| text.contains(head))
    }
}
