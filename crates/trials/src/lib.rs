//! The tests that every chapter has: a trial for each record, each Python
//! twin and each binary's bad input, and those that a chapter adds.
//!
//! A chapter's `tests/listings.rs` is a few lines:
//!
//! ```no_run
//! trials::chapter(env!("CARGO_MANIFEST_DIR"), "target/debug/ch02-tcp")
//!     .trial("echo::nothing is lost", || trials::Outcome::Passed)
//!     .run();
//! ```
//!
//! **Invariant:** what cannot run here is ignored with its reason, never
//! passed in silence; with `PEERS=required` or `WIRE=required` it fails.

mod bad_input;
mod bad_peers;
mod calls;
mod certified;
mod classes;
mod expect;
mod facts;
mod manifest;
mod outcome;
mod peers;
mod records;
mod replay;
mod tshark;
mod turns;
mod twin_arguments;
mod twins;
mod unchanged;
mod wires;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use lab::process::plain_environment;
use libtest_mimic::{Arguments, Trial};
use unchanged::Unchanged;

pub use facts::{Fact, Measured, installed, measure, python_prints};
#[cfg(target_os = "linux")]
pub use lab::net;
pub use outcome::Outcome;
pub use peers::{Server, peer, python};
pub use tempfile::TempDir;
pub use wire;

/// A chapter's package: where it lies and what its tests are.
pub struct Chapter {
    place: Place,
    peers: Vec<(&'static str, lab::cli::Main)>,
    facts: &'static [Fact],
    own: Vec<Trial>,
}

/// Where a chapter's things are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The package's folder, such as `listings/ch02-tcp`.
    pub dir: PathBuf,
    /// The folder of its built binaries.
    pub bin_dir: PathBuf,
}

/// Begins a chapter's tests. `dir` is its package's folder, and `tour` the
/// path of its tour's binary, beside which cargo puts all its others.
pub fn chapter(dir: &str, tour: &str) -> Chapter {
    let bin_dir = Path::new(tour).parent().unwrap_or(Path::new("."));
    let place = Place {
        dir: PathBuf::from(dir),
        bin_dir: bin_dir.to_path_buf(),
    };
    Chapter {
        place,
        peers: Vec::new(),
        facts: &[],
        own: Vec::new(),
    }
}

impl Chapter {
    /// What `cargo lab NAME` does when this test binary is asked for it: the
    /// arguments behind the name are handed over.
    ///
    /// # Panics
    /// If the lab's table has no package of its own under this name.
    pub fn peer(mut self, name: &'static str, main: lab::cli::Main) -> Chapter {
        assert!(
            lab::cli::packages().any(|(known, _)| known == name),
            "{name}: give it a row in crates/lab/src/cli/peers.rs"
        );
        self.peers.push((name, main));
        self
    }

    /// What the chapter's pages say was measured.
    pub fn facts(mut self, facts: &'static [Fact]) -> Chapter {
        self.facts = facts;
        self
    }

    /// Adds a trial of the chapter's own.
    pub fn trial(
        mut self,
        name: &str,
        run: impl FnOnce() -> Outcome + Send + 'static,
    ) -> Chapter {
        self.own.push(outcome::trial(name, run));
        self
    }

    /// Runs the tests, or is, when it is started so by one of them, the lab
    /// or the stage of a replay or of a fact. Does not return.
    pub fn run(self) -> ! {
        let args: Vec<String> = env::args().skip(1).collect();
        match args.split_first() {
            Some((word, args)) if word == "lab" => self.lab(args),
            Some((word, args)) if word == "replay" => replay::main(args),
            Some((word, args)) if word == "fact" => {
                facts::main(self.facts, args)
            }
            _ => self.test(),
        }
    }

    fn lab(&self, args: &[String]) -> ! {
        let code = lab::cli::run_with(args.to_vec(), &self.peers);
        // An ExitCode gives its number to nobody but main's caller.
        std::process::exit((code != ExitCode::SUCCESS).into());
    }

    fn test(self) -> ! {
        let mut arguments = Arguments::from_args();
        let mut passed = Unchanged::look(&self.place);
        if names_some(&arguments) || unchanged::all_is_asked() {
            passed.ask_all();
        }
        let mut all = self.own;
        all.extend(records::trials(&self.place));
        all.extend(wires::trials(&self.place));
        all.extend(twins::trials(&self.place));
        all.extend(twin_arguments::trials(&self.place));
        all.extend(tshark::trials(&self.place));
        let traced = calls::trials(&self.place);
        let waiting = bad_input::trials(&self.place);
        let count = all.len() + traced.len() + waiting.len();
        let [all, traced, waiting] = [all, traced, waiting]
            .map(|some| passed.whose_turn(some, |trial| trial.name()));
        let asked = arguments.filter.as_deref().unwrap_or("bad-input");
        if passed.is_by_turns() {
            let turns = all.len() + traced.len() + waiting.len();
            let name = self.place.dir.file_name().unwrap_or_default();
            eprintln!(
                "{}: nothing has failed or changed since all was played: \
                 {turns} of {count} trials and all facts, by turns; AGAIN=1 \
                 plays all",
                name.display()
            );
        } else if asked.starts_with("bad-input") && !arguments.list {
            let left_out = bad_input::left_out(&self.place);
            left_out.iter().for_each(|told| eprintln!("{told}"));
        }
        // Some facts wait, so they come first.
        let facts = facts::trials(&self.place.dir, self.facts);
        let all = facts.into_iter().chain(all).collect();
        // A thread for each that waits for its turn, so that none holds up
        // those of another kind.
        let threads = turns::WORKING.most() + traced.len() + waiting.len();
        arguments.test_threads.get_or_insert(threads);
        let all = turns::queue(waiting, traced, all);
        let conclusion = libtest_mimic::run(&arguments, all);
        if conclusion.has_failed() || !names_some(&arguments) {
            passed.note(!conclusion.has_failed());
        }
        conclusion.exit()
    }
}

/// Whether only some trials are asked for, by name or manner, or their names.
fn names_some(arguments: &Arguments) -> bool {
    arguments.list
        || arguments.filter.is_some()
        || !arguments.skip.is_empty()
        || arguments.ignored
        || arguments.test
        || arguments.bench
}

/// This test binary as `cargo lab ARGS`, with a plain environment. Cargo
/// builds a dependency's library for a test, but not its binary.
pub fn lab(args: &[&str]) -> Command {
    let mut command = own_binary();
    command.arg("lab").args(args);
    command
}

/// Whether all is to be tried, and not the sample that a test without
/// `THOROUGH=1` is content with.
pub fn thorough() -> bool {
    env::var_os("THOROUGH").is_some_and(|set| set == "1")
}

/// Whether this process, which is a peer of the lab's, is the first one that
/// its record has started. Others must not have what that one has.
pub fn is_first_peer() -> bool {
    env::var_os(replay::LATER_PEER).is_none()
}

/// This test binary, started anew with a plain environment; it is also
/// what the programs it starts take for `cargo`.
fn own_binary() -> Command {
    let path = env::current_exe().expect("a test knows its own path");
    let mut command = Command::new(&path);
    plain_environment(&mut command);
    command.env("CARGO", path);
    command
}

/// The program at `path` with a plain environment, in which `cargo lab` is
/// this test binary.
pub fn program(path: impl AsRef<Path>) -> Command {
    let mut command = Command::new(path.as_ref());
    plain_environment(&mut command);
    command.env("CARGO", own_binary().get_program());
    command
}
