//! The author's gate: what an exercise must be before anybody meets it.

mod form;
mod golden;
mod listings;
mod new;
mod variants;

pub use new::skeleton;

use std::path::Path;

use crate::cargo::{self, Built, Messages};
use crate::exercise::{self, Exercise};

/// The seed of the gate's first run; failures are recorded with it.
const SEED: u64 = 7;

/// Everything that is wrong with the exercises, file and remedy in each
/// sentence. `only` names one of them. Thorough runs repeat the solutions,
/// keep the processors busy and play the book's listings.
pub fn gate(root: &Path, only: Option<&str>, thorough: bool) -> Vec<String> {
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
    match build(root, &chosen) {
        Ok(built) => {
            problems.extend(variants::problems(&chosen, &built));
            if thorough && problems.is_empty() {
                problems.extend(variants::again(&chosen, &built));
                problems.extend(listings::problems(root, &chosen));
            }
        }
        Err(problem) => problems.push(problem),
    }
    problems
}

/// Starters, solutions and wrong solutions, in one build.
fn build(root: &Path, chosen: &[&Exercise]) -> Result<Built, String> {
    let mut args = vec!["--bins"];
    for exercise in chosen {
        args.extend(["--package", &exercise.id]);
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
