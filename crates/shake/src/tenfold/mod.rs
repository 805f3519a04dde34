//! Builds the book with its chapters copied ten times: the time that a page
//! takes must not grow with their number.
//!
//! mdBook gives every page a copy of the list of all pages, which alone grows
//! with their square: both books are built with empty pages as well, and what
//! that takes is mdBook's.
//!
//! CPU seconds are compared, so that a busy machine does not matter much.

mod copy;
mod rename;

use crate::command::command;
use crate::spent::measured;
use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use weave::make;

/// How often each chapter is there.
const TIMES: usize = 10;
/// At most so many times the CPU seconds of a page of the smaller book may a
/// page of the larger one take. What grows with the square of the pages takes
/// ten times as many. Ten times the memory misses the caches more often, and
/// how much that costs is the processor's.
const LIMIT: f64 = 2.0;
/// The least of so many builds of the smaller book counts; the larger one is
/// long enough to be built once.
const ROUNDS: usize = 3;
/// A machine may be slower while the larger one is built: so often are they
/// compared, until one comparison is within the limit.
const TRIES: usize = 3;
/// Builds the book in the working folder: a process of its own can be
/// measured.
pub const BUILD: &str = "build-book";

/// What of the book is built.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// The same pages with nothing on them: what mdBook does for each.
    #[arg(long)]
    empty: bool,
}

/// Builds both books and compares.
///
/// # Errors
/// Git, tar or a build fails.
pub fn run() -> Result<ExitCode> {
    let folder = tempfile::Builder::new().prefix("tenfold-").tempdir()?;
    let [small, large] = ["once", "tenfold"].map(|n| folder.path().join(n));
    for root in [&small, &large] {
        fs::create_dir(root).context("a folder for a book")?;
        unpack(&crate::root()?, root)?;
    }
    copy::multiply(&large, TIMES)?;
    for _ in 0..TRIES {
        let once = least(ROUNDS, &small)?;
        let many = least(1, &large)?;
        let ratio = many.page() / once.page();
        println!(
            "{once}; {many}; a page takes {ratio:.2} as much (limit {LIMIT})"
        );
        if ratio <= LIMIT {
            return Ok(ExitCode::SUCCESS);
        }
    }
    eprintln!(
        "tenfold: a page takes longer the more pages there are: look for what \
         is done with all of them for each"
    );
    Ok(ExitCode::FAILURE)
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
    /// CPU seconds of a build.
    whole: f64,
    /// Of one with empty pages.
    empty: f64,
}

impl Cost {
    /// CPU seconds a page, without what mdBook takes for an empty one.
    fn page(&self) -> f64 {
        (self.whole - self.empty) / self.pages as f64
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let Cost {
            pages,
            whole,
            empty,
        } = self;
        write!(f, "{pages} pages: {whole:.2} CPU-s, empty {empty:.2}")
    }
}

/// The least that some builds of the book cost.
fn least(rounds: usize, root: &Path) -> Result<Cost> {
    let pages = crate::read(&root.join("book/SUMMARY.md"))?;
    let pages = pages.matches("](").count();
    eprintln!("building {pages} pages {rounds} times, and as many empty ...");
    let least = |options: &[&str]| {
        let mut cpu = f64::INFINITY;
        for _ in 0..rounds {
            let mut builder = builder()?;
            builder.args(options).current_dir(root);
            cpu = cpu.min(measured(&mut builder)?.cpu);
        }
        anyhow::Ok(cpu)
    };
    Ok(Cost {
        pages,
        whole: least(&[])?,
        empty: least(&["--empty"])?,
    })
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
pub fn build(options: &Options) -> Result<ExitCode> {
    let root = make::find_root()?;
    if options.empty {
        let mut book = MDBook::load(root)?;
        book.with_preprocessor(Emptied);
        book.build()?;
    } else {
        make::render(&root)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// In the place of what fills the pages.
struct Emptied;

impl Preprocessor for Emptied {
    fn name(&self) -> &str {
        "weave"
    }

    fn run(
        &self,
        _: &PreprocessorContext,
        mut book: Book,
    ) -> mdbook_preprocessor::errors::Result<Book> {
        book.for_each_chapter_mut(|chapter| chapter.content.clear());
        Ok(book)
    }
}
