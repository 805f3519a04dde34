//! What is built already: the book, the tests, the tours.

use super::{Bench, Table};
use crate::command::{command, said};
use crate::spent::measured;
use anyhow::Result;
use std::process::Command;

/// A second build of the book.
pub fn book(bench: &Bench, table: &mut Table) -> Result<()> {
    said(&mut cargo(bench, &["book", "build"]))?;
    let spent = measured(&mut cargo(bench, &["book", "build"]))?;
    let limit = bench.limits.warm_book;
    table.at_most(limit, spent.wall, "s", "cargo book build, warm");
    Ok(())
}

/// The tests, once they are built: all of them, and then those whose turn it
/// is where nothing has changed.
pub fn test(bench: &Bench, table: &mut Table) -> Result<()> {
    said(&mut cargo(bench, &["test", "--no-run"]))?;
    let spent = measured(cargo(bench, &["test"]).env("AGAIN", "1"))?;
    let limit = bench.limits.whole_test;
    table.at_most(limit, spent.wall, "s", "cargo test, all of it");
    let spent = measured(&mut cargo(bench, &["test"]))?;
    let limit = bench.limits.warm_test;
    table.at_most(limit, spent.wall, "s", "cargo test, nothing changed");
    Ok(())
}

/// A chapter's tour, once it has run.
pub fn tour(bench: &Bench, name: &str, table: &mut Table) -> Result<()> {
    said(&mut cargo(
        bench,
        &["build", "--package", name, "--bin", name],
    ))?;
    let program = bench.target.join("debug").join(name);
    let mut run = command(program);
    run.current_dir(&bench.root);
    said(&mut run)?;
    let spent = measured(&mut run)?;
    let limit = bench.limits.tour(name)?;
    table.at_most(limit, spent.wall, "s", &format!("{name}, its run"));
    Ok(())
}

fn cargo(bench: &Bench, words: &[&str]) -> Command {
    let mut cargo = command("cargo");
    cargo.args(words).current_dir(&bench.root);
    cargo
}
