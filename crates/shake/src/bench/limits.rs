//! What each row may cost at most: `ci/bench.toml`.

use super::packages::{chapters, servers};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The file, from the root.
const FILE: &str = "ci/bench.toml";

/// What has a row for its build, besides chapters and servers.
const TOOLS: [&str; 2] = ["book", "ex"];

/// Its numbers; the file says what each is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub beside_empty: f64,
    pub target: f64,
    pub warm_book: f64,
    pub warm_test: f64,
    pub whole_test: f64,
    pub edited: f64,
    pub edited_cpu: f64,
    pub unchanged_cpu: f64,
    pub failed: f64,
    pub gate: f64,
    cold: BTreeMap<String, f64>,
    tour: BTreeMap<String, f64>,
}

impl Limits {
    /// Reads the file.
    pub fn read(root: &Path) -> Result<Limits> {
        toml::from_str(&crate::read(&root.join(FILE))?).context(FILE)
    }

    /// CPU seconds of a package's build.
    pub fn cold(&self, name: &str) -> Result<f64> {
        of(&self.cold, "cold", name)
    }

    /// Seconds of a chapter's tour.
    pub fn tour(&self, name: &str) -> Result<f64> {
        of(&self.tour, "tour", name)
    }
}

fn of(rows: &BTreeMap<String, f64>, table: &str, name: &str) -> Result<f64> {
    let limit = rows.get(name).copied();
    limit.with_context(|| format!("{FILE}: add {name} to [{table}]"))
}

/// Each chapter, server and tool has its rows, and nothing else has.
///
/// # Errors
/// Says which row is missing or too many.
pub fn check(root: &Path) -> Result<()> {
    let limits = Limits::read(root)?;
    let (chapters, servers) = (chapters(root)?, servers(root)?);
    for name in &chapters {
        limits.tour(name)?;
    }
    let tools = TOOLS.map(String::from);
    let all = [&chapters[..], &servers, &tools].concat();
    for name in &all {
        limits.cold(name)?;
    }
    let rows = limits.cold.keys().chain(limits.tour.keys());
    let stray: Vec<&String> = rows.filter(|row| !all.contains(row)).collect();
    ensure!(stray.is_empty(), "{FILE}: delete {stray:?}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_and_server_has_its_row_and_nothing_else_has() {
        check(&crate::root().unwrap()).unwrap();
    }
}
