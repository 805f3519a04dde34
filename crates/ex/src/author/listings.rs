//! No listing of the book, renamed, passes an exercise.

use std::path::Path;

use crate::cargo::{self, Messages};
use crate::exercise::Exercise;
use crate::observe::child::Target;
use crate::play::game;

use super::SEED;

/// Plays each exercise's checks against every program of its chapter until
/// one fails.
pub fn problems(root: &Path, chosen: &[&Exercise]) -> Vec<String> {
    let of_one = |exercise: &&Exercise| passing(root, exercise);
    chosen.iter().flat_map(of_one).collect()
}

fn passing(root: &Path, exercise: &Exercise) -> Vec<String> {
    let args = ["--bins", "--package", &exercise.chapter];
    let built = match cargo::build(root, &args, Messages::Kept) {
        Ok(built) => built,
        Err(problem) => return vec![problem.into()],
    };
    let passing = built.programs.into_iter().filter(|program| {
        let target = Target {
            program: program.clone(),
            args: Vec::new(),
        };
        let mut checks = exercise.checks.iter();
        checks.all(|check| game::play(exercise, check, &target, SEED).is_pass())
    });
    let problems = passing.map(|program| {
        let name = program.file_stem().unwrap_or_default().display();
        format!(
            "exercises/{}: the listing {name} passes it; ask for more",
            exercise.id
        )
    });
    problems.collect()
}
