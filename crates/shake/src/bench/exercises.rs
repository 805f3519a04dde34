//! What a learner waits for, in a clone, so that nobody's own work is
//! touched.

use super::{Bench, Table};
use crate::command::{command, said};
use crate::spent::measured;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The exercise whose verdict is waited for.
const EXERCISE: &str = "tcp-01-echo";

/// From the tool's build to the verdict.
pub fn ours(bench: &Bench, table: &mut Table) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    let clone = Clone {
        root: folder.path().join("book"),
        target: folder.path().join("target"),
    };
    let mut git = command("git");
    git.args(["clone", "--quiet"]);
    said(git.arg(&bench.root).arg(&clone.root))?;

    let spent = measured(&mut clone.cargo(&["build", "--package", "ex"]))?;
    let limit = bench.limits.cold("ex")?;
    table.at_most(limit, spent.cpu, "CPU-s", "cargo ex, cold");
    verdict(bench, &clone, table)?;
    let gate = ["ex", "author", "check"];
    said(&mut clone.cargo(&gate))?;
    let spent = measured(&mut clone.cargo(&gate))?;
    let what = "the exercises' gate, once through";
    table.at_most(bench.limits.gate, spent.wall, "s", what);
    Ok(())
}

/// A clone of the repository with a target folder of its own.
struct Clone {
    root: PathBuf,
    target: PathBuf,
}

impl Clone {
    fn cargo(&self, words: &[&str]) -> Command {
        let mut cargo = command("cargo");
        cargo
            .args(words)
            .env("CARGO_TARGET_DIR", &self.target)
            .current_dir(&self.root);
        cargo
    }
}

fn verdict(bench: &Bench, clone: &Clone, table: &mut Table) -> Result<()> {
    let check = || measured(&mut clone.cargo(&["ex", "check", EXERCISE]));
    said(&mut clone.cargo(&["ex", "start", EXERCISE]))?;
    let solution = clone.root.join("exercises").join(EXERCISE);
    let solution = crate::read(&solution.join("author/solution.rs"))?;
    let program = clone.root.join("work").join(EXERCISE).join("src/main.rs");
    crate::write(&program, &solution)?;
    check()?;
    crate::write(&program, &(solution + "// Edited.\n"))?;
    let (edited, again) = (check()?, check()?);
    let (limits, what) = (&bench.limits, "edit to verdict");
    table.at_most(limits.edited, edited.wall, "s", what);
    table.at_most(limits.edited_cpu, edited.cpu, "CPU-s", what);
    let what = "verdict, nothing edited";
    table.at_most(limits.unchanged, again.wall, "s", what);
    Ok(())
}

/// The same wait in rustlings, where it is installed, at an exercise that
/// passes as it comes.
pub fn rustlings(table: &mut Table) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("bench-").tempdir()?;
    if !init(folder.path())? {
        return Ok(());
    }
    let home = folder.path().join("rustlings");
    let program = home.join("exercises/00_intro/intro1.rs");
    let mut run = command("rustlings");
    run.args(["run", "intro1"]).current_dir(&home);
    said(&mut run)?;
    let text = crate::read(&program)?;
    crate::write(&program, &(text + "// Edited.\n"))?;
    let shown = format!("{:.2} s", measured(&mut run)?.wall);
    table.row("edit to verdict, rustlings (intro1)", &shown, "", true);
    Ok(())
}

/// Whether there is a rustlings, and it has made its folder.
fn init(folder: &Path) -> Result<bool> {
    // It wants to be told to go on.
    let answer = folder.join("answer");
    crate::write(&answer, "\n")?;
    let mut rustlings = command("rustlings");
    rustlings
        .arg("init")
        .current_dir(folder)
        .stdin(fs::File::open(&answer)?)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    match rustlings.status() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("no rustlings here: its row is left out");
            Ok(false)
        }
        status => Ok(status.context("rustlings init")?.success()),
    }
}
