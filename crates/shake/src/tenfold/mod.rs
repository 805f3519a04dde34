//! Builds the book with its chapters copied ten times: the time that a page
//! takes must not grow with their number.
//!
//! CPU seconds are compared, so that a busy machine does not matter much.

mod copy;
mod rename;

use crate::command::command;
use crate::spent::measured;
use anyhow::{Context, Result};
use std::env;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use weave::make;

/// How often each chapter is there.
const TIMES: usize = 10;
/// A page of the larger book beside one of the smaller. What grows with the
/// square of the pages would be at ten. Ten times the memory misses the caches
/// more often, and how much that costs is the processor's: 1.4 on one, 2.0 on
/// another.
const LIMIT: f64 = 2.5;
/// The least of so many builds of the smaller book counts; the larger one is
/// long enough to be built once.
const ROUNDS: usize = 3;
/// Builds the book in the working folder: a process of its own can be
/// measured.
pub const BUILD: &str = "build-book";

/// Builds both books and compares.
///
/// # Errors
/// Git, tar or a build fails.
pub fn run() -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("tenfold-").tempdir()?;
    let root = folder.path();
    unpack(&crate::root()?, root)?;
    let once = least(ROUNDS, root)?;
    copy::multiply(root, TIMES)?;
    let many = least(1, root)?;
    let ratio = many.page() / once.page();
    println!("{once}; {many}; a page takes {ratio:.2} as much (limit {LIMIT})");
    Ok(if ratio <= LIMIT {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The tree as it is committed, in another folder.
fn unpack(from: &Path, to: &Path) -> Result<()> {
    let mut git = command("git")
        .args(["archive", "HEAD"])
        .current_dir(from)
        .stdout(Stdio::piped())
        .spawn()
        .context("git archive")?;
    let archive = git.stdout.take().context("git archive has no output")?;
    let mut tar = command("tar");
    tar.arg("-x").current_dir(to).stdin(archive);
    let (tar, git) = (tar.status().context("tar")?, git.wait()?);
    anyhow::ensure!(git.success(), "git archive HEAD: {git}");
    anyhow::ensure!(tar.success(), "tar -x: {tar}");
    Ok(())
}

/// What a book costs.
struct Cost {
    pages: usize,
    cpu: f64,
}

impl Cost {
    fn page(&self) -> f64 {
        self.cpu / self.pages as f64
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{} pages: {:.2} CPU-s", self.pages, self.cpu)
    }
}

/// The least that some builds of the book cost.
fn least(rounds: usize, root: &Path) -> Result<Cost> {
    let pages = crate::read(&root.join("book/SUMMARY.md"))?;
    let pages = pages.matches("](").count();
    eprintln!("building {pages} pages {rounds} times ...");
    let mut cpu = f64::INFINITY;
    for _ in 0..rounds {
        let spent = measured(builder()?.current_dir(root))?;
        cpu = cpu.min(spent.cpu);
    }
    Ok(Cost { pages, cpu })
}

/// This program, as one that builds the book in its working folder.
///
/// # Errors
/// The system cannot say where this program is.
pub fn builder() -> Result<Command> {
    let mut builder = command(env::current_exe()?);
    builder.arg(BUILD);
    Ok(builder)
}

/// Builds the book in the working folder.
///
/// # Errors
/// As [`make::render`].
pub fn build() -> Result<ExitCode> {
    make::render(&make::find_root()?)?;
    Ok(ExitCode::SUCCESS)
}
