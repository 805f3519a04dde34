//! `shake`: measures and shakes the tree. The scripts in `ci/` call it.

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Measures and shakes the tree
#[derive(Parser)]
#[command(name = "shake", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compares two built books, page by page
    SameBook(shake::same_book::Options),
    /// Writes the table by which the index of items knows std and crates
    KnownItems(shake::known_items::Options),
    /// Packs the built book into a zip that is read from a disk
    Release(shake::release::Options),
    /// Makes a chapter 12 in a copy of the tree, and has it checked
    #[cfg(unix)]
    Chapter,
    /// Builds the book ten times as long: a page must take no longer
    #[cfg(unix)]
    Tenfold,
    /// Builds the book in the working folder, to be measured
    #[cfg(unix)]
    #[command(hide = true, name = shake::tenfold::BUILD)]
    BuildBook(shake::tenfold::Options),
    /// Measures what a reader waits for, as a table with its limits
    #[cfg(unix)]
    Bench(shake::bench::Options),
    /// Runs all tests N times in each of several kinds of weather
    #[cfg(unix)]
    Soak(shake::soak::Options),
    /// Runs a command while every documented port is taken
    #[cfg(unix)]
    HoldPorts(shake::hold_ports::Options),
}

fn main() -> ExitCode {
    run(&Arguments::parse().task).unwrap_or_else(|error| {
        eprintln!("shake: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(task: &Task) -> Result<ExitCode> {
    match task {
        Task::SameBook(options) => shake::same_book::run(options),
        Task::KnownItems(options) => shake::known_items::run(options),
        Task::Release(options) => shake::release::run(options),
        #[cfg(unix)]
        Task::Chapter => shake::chapter::run(),
        #[cfg(unix)]
        Task::Tenfold => shake::tenfold::run(),
        #[cfg(unix)]
        Task::BuildBook(options) => shake::tenfold::build(options),
        #[cfg(unix)]
        Task::Bench(options) => shake::bench::run(options),
        #[cfg(unix)]
        Task::Soak(options) => shake::soak::run(options),
        #[cfg(unix)]
        Task::HoldPorts(options) => shake::hold_ports::run(options),
    }
}
