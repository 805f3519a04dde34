//! What a learner waits for, in a clone, so that nobody's own work is
//! touched.

use super::{Bench, Table};
use crate::command::{command, said};
use crate::spent::measured;
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

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
    let folders = fs::read_dir(clone.root.join("exercises"))?.flatten();
    let ids = folders.map(|folder| folder.file_name());
    let mut ids: Vec<OsString> = ids.collect();
    ids.sort();
    for id in ids {
        verdict(bench, &clone, &id.to_string_lossy(), table)?;
    }
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

/// Of one exercise: its starter's first failure, and its solution's verdict.
fn verdict(
    bench: &Bench,
    clone: &Clone,
    id: &str,
    table: &mut Table,
) -> Result<()> {
    let limits = &bench.limits;
    let command = || clone.cargo(&["ex", "check", id]);
    said(&mut clone.cargo(&["ex", "start", id]))?;
    let program = clone.root.join("work").join(id).join("src/main.rs");
    let starter = crate::read(&program)?;
    first_failure(&mut command())?;
    crate::write(&program, &(starter + "// Edited.\n"))?;
    let failed = first_failure(&mut command())?;
    let what = format!("{id}, edit to first failure");
    table.at_most(limits.failed, failed, "s", &what);

    let solution = clone.root.join("exercises").join(id);
    let solution = crate::read(&solution.join("author/solution.rs"))?;
    crate::write(&program, &solution)?;
    measured(&mut command())?;
    crate::write(&program, &(solution + "// Edited.\n"))?;
    let (edited, again) =
        (measured(&mut command())?, measured(&mut command())?);
    let what = format!("{id}, edit to verdict");
    table.at_most(limits.edited, edited.wall, "s", &what);
    table.at_most(limits.edited_cpu, edited.cpu, "CPU-s", &what);
    let what = format!("{id}, verdict, nothing edited");
    table.at_most(limits.unchanged_cpu, again.cpu, "CPU-s", &what);
    Ok(())
}

/// Seconds until a failure is told.
fn first_failure(command: &mut Command) -> Result<f64> {
    let begun = Instant::now();
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let out = child.stdout.take().context("it has an output")?;
    let mut failed = None;
    for line in BufReader::new(out).lines() {
        if line?.starts_with("FAIL") && failed.is_none() {
            failed = Some(begun.elapsed().as_secs_f64());
        }
    }
    child.wait()?;
    failed.context("it failed nothing")
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
