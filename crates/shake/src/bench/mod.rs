//! Measures what a reader waits for, as a Markdown table with its limits.
//!
//! CPU seconds (user and system, all children) say what a build costs,
//! whatever else the machine does; seconds alone say what a person waits.
//! Cold builds go to a fresh target folder, offline.

mod cold;
mod exercises;
pub(crate) mod limits;
mod packages;
mod size;
mod warm;

use anyhow::{Result, bail};
use clap::Args;
use limits::Limits;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which rows are measured.
#[derive(Args, Debug)]
pub struct Options {
    /// What the name of a part begins with, as `ch02`, `lab-ssh`, `book`,
    /// `book/warm`, `test`, `tours/ch04` or `exercises`; without one, all
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Print the names of all parts and measure nothing
    #[arg(long)]
    list: bool,
}

/// Prints a table of what was asked for. It fails where a limit is passed.
///
/// # Errors
/// There is no such part, or something that is measured fails.
pub fn run(options: &Options) -> Result<ExitCode> {
    let bench = Bench::new()?;
    let parts = chosen(parts(&bench)?, &options.names)?;
    if options.list {
        parts.iter().for_each(|part| println!("{}", part.name()));
        return Ok(ExitCode::SUCCESS);
    }
    println!("| What | Measured | Limit | |\n|---|---|---|---|");
    let mut table = Table { over: false };
    for part in parts {
        part.measure(&bench, &mut table)?;
    }
    Ok(if table.over {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Where everything is, and what it may cost.
struct Bench {
    root: PathBuf,
    target: PathBuf,
    limits: Limits,
}

impl Bench {
    fn new() -> Result<Bench> {
        let root = crate::root()?;
        Ok(Bench {
            target: crate::target(&root),
            limits: Limits::read(&root)?,
            root,
        })
    }
}

/// What can be measured on its own.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Chapter(String),
    Server(String),
    BookCold,
    BookWarm,
    Test,
    Tour(String),
    Exercises,
    Rustlings,
}

/// All parts, in the order of the table.
fn parts(bench: &Bench) -> Result<Vec<Part>> {
    let chapters = packages::chapters(&bench.root)?;
    let servers = packages::servers(&bench.root)?;
    let mut parts: Vec<Part> =
        chapters.iter().cloned().map(Part::Chapter).collect();
    parts.extend(servers.into_iter().map(Part::Server));
    parts.extend([Part::BookCold, Part::BookWarm, Part::Test]);
    parts.extend(chapters.into_iter().map(Part::Tour));
    parts.extend([Part::Exercises, Part::Rustlings]);
    Ok(parts)
}

/// The parts whose name begins with one of `names`.
fn chosen(parts: Vec<Part>, names: &[String]) -> Result<Vec<Part>> {
    let begins = |part: &Part, name: &String| part.name().starts_with(name);
    for name in names {
        if !parts.iter().any(|part| begins(part, name)) {
            let known: Vec<String> = parts.iter().map(Part::name).collect();
            bail!("nothing is called {name}; there is {}", known.join(", "));
        }
    }
    let chosen = parts.into_iter().filter(|part| {
        names.is_empty() || names.iter().any(|name| begins(part, name))
    });
    Ok(chosen.collect())
}

impl Part {
    fn name(&self) -> String {
        match self {
            Part::Chapter(name) | Part::Server(name) => name.clone(),
            Part::BookCold => "book/cold".into(),
            Part::BookWarm => "book/warm".into(),
            Part::Test => "test".into(),
            Part::Tour(name) => format!("tours/{name}"),
            Part::Exercises => "exercises/ours".into(),
            Part::Rustlings => "exercises/rustlings".into(),
        }
    }

    fn measure(&self, bench: &Bench, table: &mut Table) -> Result<()> {
        eprintln!("measuring {} ...", self.name());
        match self {
            Part::Chapter(name) => cold::chapter(bench, name, table),
            Part::Server(name) => cold::server(bench, name, table),
            Part::BookCold => cold::book(bench, table),
            Part::BookWarm => warm::book(bench, table),
            Part::Test => warm::test(bench, table),
            Part::Tour(name) => warm::tour(bench, name, table),
            Part::Exercises => exercises::ours(bench, table),
            Part::Rustlings => exercises::rustlings(table),
        }
    }
}

/// The table, printed row by row.
struct Table {
    over: bool,
}

impl Table {
    /// A value that may be so much at most.
    fn at_most(&mut self, limit: f64, value: f64, unit: &str, what: &str) {
        let shown = format!("{value:.2} {unit}");
        let limit_shown = format!("{limit} {unit}");
        self.row(what, &shown, &limit_shown, value <= limit);
    }

    fn row(&mut self, what: &str, value: &str, limit: &str, ok: bool) {
        self.over |= !ok;
        let verdict = if ok { "ok" } else { "over" };
        println!("| {what} | {value} | {limit} | {verdict} |");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &[&str]) -> Result<Vec<String>> {
        let bench = Bench::new()?;
        let asked: Vec<String> = asked.iter().map(|s| s.to_string()).collect();
        let chosen = chosen(parts(&bench)?, &asked)?;
        Ok(chosen.iter().map(Part::name).collect())
    }

    #[test]
    fn parts_are_chosen_by_how_their_names_begin() {
        assert_eq!(names(&["book"]).unwrap(), ["book/cold", "book/warm"]);
        assert_eq!(names(&["ch02"]).unwrap(), ["ch02-tcp"]);
        assert_eq!(
            names(&["tours/ch05", "lab-s"]).unwrap()[..],
            ["lab-ssh", "tours/ch05-ssh"]
        );
        assert!(names(&[]).unwrap().len() > 10);
        let error = names(&["ch77"]).unwrap_err().to_string();
        assert!(error.contains("ch77") && error.contains("book/warm"));
    }

    #[test]
    fn one_row_over_its_limit_is_enough() {
        let mut table = Table { over: false };
        table.at_most(2.0, 1.99, "s", "a");
        assert!(!table.over);
        table.at_most(2.0, 2.01, "s", "b");
        table.at_most(2.0, 1.0, "s", "c");
        assert!(table.over);
    }
}
