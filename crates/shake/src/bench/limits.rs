//! What each row may cost at most: `ci/bench.toml`.

use anyhow::{Context, Result};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// The file, from the root.
const FILE: &str = "ci/bench.toml";

/// Its numbers; the file says what each is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub beside_empty: f64,
    pub target: f64,
    pub warm_book: f64,
    pub warm_test: f64,
    pub edited: f64,
    pub edited_cpu: f64,
    pub unchanged: f64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::packages::{chapters, servers};

    #[test]
    fn every_chapter_and_server_has_its_row_and_nothing_else_has() {
        let root = crate::root().unwrap();
        let limits = Limits::read(&root).unwrap();
        let chapters = chapters(&root).unwrap();
        let servers = servers(&root).unwrap();
        for name in chapters.iter().chain(&servers) {
            limits.cold(name).unwrap();
        }
        for name in &chapters {
            limits.tour(name).unwrap();
        }
        let tools = ["book", "ex"].map(String::from);
        let known = |name: &&String| {
            [&chapters[..], &servers, &tools].concat().contains(name)
        };
        let rows = limits.cold.keys().chain(limits.tour.keys());
        let stray: Vec<&String> = rows.filter(|name| !known(name)).collect();
        assert!(stray.is_empty(), "{FILE}: delete {stray:?}");
    }
}
