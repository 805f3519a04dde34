//! Builds in fresh target folders.

use super::packages::Package;
use super::{Bench, Table, size};
use crate::command::{command, said};
use crate::spent::measured;
use anyhow::Result;
use std::path::Path;
use tempfile::TempDir;

/// Builds of less than this are done in turn, and the least of each counts:
/// a busy machine adds to some of them, and hardly to all.
const LITTLE: f64 = 5.0; // CPU-s
const ROUNDS: usize = 9;
/// Of two builds that differ by so little, CPU-s, the ratio says nothing: a
/// chapter whose tour needs no crate is beside a package of one line.
const ALIKE: f64 = 1.0;
/// As in the root's manifest, which an empty package elsewhere does not have.
const PROFILE: (&str, &str) = ("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");

/// A chapter's tour, and beside it an empty package.
pub fn chapter(bench: &Bench, name: &str, table: &mut Table) -> Result<()> {
    let folder = fresh()?;
    let package = Package::of(&bench.root, name)?;
    package.make_empty(folder.path(), &bench.root)?;
    let (empty, tour) = both(bench, folder.path(), name)?;
    let limit = bench.limits.cold(name)?;
    table.at_most(limit, tour, "CPU-s", &format!("{name}, cold"));

    let (ratio, limit) = (tour / empty, bench.limits.beside_empty);
    let shown = format!("{ratio:.2} ({:+.1} CPU-s)", tour - empty);
    let what = format!("{name}, beside an empty package");
    let is_ok = ratio <= limit || tour - empty <= ALIKE;
    table.row(&what, &shown, &limit.to_string(), is_ok);
    Ok(())
}

/// CPU seconds of the builds of an empty package and of a tour.
fn both(bench: &Bench, empty: &Path, tour: &str) -> Result<(f64, f64)> {
    let mut least = (f64::INFINITY, f64::INFINITY);
    for _ in 0..ROUNDS {
        let first = least.0.is_infinite();
        let of_empty = build(empty, &[])?;
        let of_tour = build(&bench.root, &["--package", tour, "--bin", tour])?;
        least = (least.0.min(of_empty), least.1.min(of_tour));
        if first && of_empty.max(of_tour) > LITTLE {
            break;
        }
    }
    Ok(least)
}

/// A server of the lab that is a package of its own.
pub fn server(bench: &Bench, name: &str, table: &mut Table) -> Result<()> {
    let spent = build(&bench.root, &["--package", name])?;
    let limit = bench.limits.cold(name)?;
    table.at_most(limit, spent, "CPU-s", &format!("{name}, cold"));
    Ok(())
}

/// What `cargo book` takes for the first time, and leaves in `target/`.
pub fn book(bench: &Bench, table: &mut Table) -> Result<()> {
    let target = fresh()?;
    let words = ["--package", "weave", "--bin", "book"];
    let spent = build_in(target.path(), &bench.root, &words)?;
    let limit = bench.limits.cold("book")?;
    let shown = format!("{spent:.0} CPU-s");
    let limit_shown = format!("{limit} CPU-s");
    table.row("book tool, cold", &shown, &limit_shown, spent <= limit);

    let mut book = command(target.path().join("debug/book"));
    said(book.arg("build").current_dir(&bench.root))?;
    // The book is in the repository's own, wherever cargo builds.
    let pages = size::of(&bench.root.join("target/book"))?;
    let size = (size::of(target.path())? + pages) as f64 / 1e6;
    let (limit, what) = (bench.limits.target, "target/ after `cargo book`");
    let shown = format!("{size:.0} MB");
    table.row(what, &shown, &format!("{limit} MB"), size <= limit);
    Ok(())
}

fn fresh() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("bench-").tempdir()?)
}

/// CPU seconds of a build in a fresh target folder.
fn build(at: &Path, words: &[&str]) -> Result<f64> {
    build_in(fresh()?.path(), at, words)
}

fn build_in(target: &Path, at: &Path, words: &[&str]) -> Result<f64> {
    let mut cargo = command("cargo");
    cargo
        .args(["build", "--offline"])
        .args(words)
        .env("CARGO_TARGET_DIR", target)
        .env(PROFILE.0, PROFILE.1)
        .current_dir(at);
    Ok(measured(&mut cargo)?.cpu)
}
