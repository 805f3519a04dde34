//! The author's gate: what an exercise must be before anybody meets it.

mod declared;
mod form;
mod golden;
mod listings;
mod new;
mod page;
mod programs;
mod variants;

pub use new::skeleton;

use std::path::Path;

use crate::cargo::{self, Built, Messages};
use crate::exercise::{self, Exercise};

/// The seed of the gate's first run; failures are recorded with it.
const SEED: u64 = 7;

/// How much is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The starter, the solution, and a wrong one for each check, played
    /// against what it is declared to fail.
    Quick,
    /// Every program, once.
    All,
    /// All, the right ones many times, then all beside busy processors, and
    /// the book's listings.
    Thorough,
}

/// Everything that is wrong with the exercises, file and remedy in each
/// sentence. `only` names one of them.
pub fn gate(root: &Path, only: Option<&str>, depth: Depth) -> Vec<String> {
    lab::descendants::adopt();
    let all = match exercise::all(root) {
        Ok(all) => all,
        Err(problem) => return vec![problem],
    };
    let mut problems: Vec<String> = all
        .iter()
        .flat_map(|exercise| form::problems(root, exercise, &all))
        .collect();
    let wanted = |e: &&Exercise| only.is_none_or(|name| e.is_called(name));
    let chosen: Vec<&Exercise> = all.iter().filter(wanted).collect();
    if !problems.is_empty() {
        return problems;
    }
    match build(root, &chosen, depth) {
        Ok(built) => {
            problems.extend(variants::problems(&chosen, &built, depth));
            if depth == Depth::Thorough && problems.is_empty() {
                problems.extend(variants::again(&chosen, &built));
                problems.extend(listings::problems(root, &chosen));
            }
        }
        Err(problem) => problems.push(problem),
    }
    problems
}

/// Starters, solutions and wrong solutions, in one build.
fn build(
    root: &Path,
    chosen: &[&Exercise],
    depth: Depth,
) -> Result<Built, String> {
    let binaries = chosen.iter().flat_map(|e| programs::binaries(e, depth));
    let binaries: Vec<String> = binaries.collect();
    let mut args = Vec::new();
    for exercise in chosen {
        args.extend(["--package", exercise.id.as_str()]);
    }
    for binary in &binaries {
        args.extend(["--bin", binary.as_str()]);
    }
    let built = cargo::build(root, &args, Messages::Kept)?;
    if built.messages.contains("warning: ") {
        Err(format!(
            "an exercise compiles with a warning:\n{}",
            built.messages
        ))
    } else {
        Ok(built)
    }
}
