//! The words of readers: what they call a page's subject, what means the
//! same, and which errors they bring, in a file that a maintainer extends.

use super::files;
use super::manifest::toml;
use crate::problem::Problem;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What readers type.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Words {
    /// The file that they are from, by its path from the root.
    #[serde(skip)]
    pub file: String,
    #[serde(skip)]
    text: String,
    /// Words by which a question is put, and none of what it is about.
    pub stop: BTreeSet<String>,
    /// Each list is of words that mean the same.
    pub same: Vec<Vec<String>>,
    /// How much a page counts, by the beginning of its name.
    pub weights: BTreeMap<String, f64>,
    /// The page with the table of error numbers.
    pub errno: Option<String>,
    /// What readers call the subject of a page, or of a section of it.
    pub pages: BTreeMap<String, Vec<String>>,
    /// Errors, and where they are explained.
    #[serde(rename = "error")]
    pub errors: Vec<ErrorWords>,
}

/// An error that readers bring.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorWords {
    /// A name in the table of error numbers, or else how to call it.
    pub name: String,
    /// The page that explains it, with a section's fragment.
    pub page: String,
    /// What programs say, besides the table's own words.
    #[serde(default)]
    pub says: Vec<String>,
    /// What they say of other errors, too: it counts where nothing else does.
    #[serde(default)]
    pub general: Vec<String>,
    /// What it means, where the table does not say it.
    pub means: Option<String>,
    /// The number on macOS, where it is not Linux's.
    pub macos: Option<u32>,
    /// The number on Windows.
    pub windows: Option<u32>,
}

impl Words {
    /// Reads the file of this name; without one there are no words.
    ///
    /// # Errors
    /// It cannot be read, or it is no such file.
    pub fn read(root: &Path, name: Option<&str>) -> Result<Words, Problem> {
        let Some(name) = name else {
            return Ok(Words::default());
        };
        let text = files::text(name, &root.join(name))?;
        let mut words: Words = toml(name, &text, "mend the list of words")?;
        words.file = name.to_string();
        words.text = text;
        Ok(words)
    }

    /// A problem with what stands in the file as this text.
    pub fn problem(&self, at: &str, what: String, remedy: String) -> Problem {
        let line = self.text.lines().position(|line| line.contains(at));
        Problem {
            line: line.map(|index| index + 1),
            ..Problem::of(&self.file, what, remedy)
        }
    }
}
