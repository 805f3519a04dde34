//! What an exercise's folder says: `exercise.toml` and `hints.md`, as types.
//!
//! **Invariant:** nothing here does I/O. Who reads the files says where they
//! lie; who is told of a problem is told the line and what to do.
//!
//! | Key of `exercise.toml` | Says |
//! |---|---|
//! | `id` | the folder's name, `topic-NN-words` |
//! | `aliases` | names that it had before; may be left out |
//! | `title`, `chapter`, `minutes` | as the list of exercises shows them |
//! | `needs` | what comes before: `chNN-topic/PAGE.md` or another's `id` |
//! | `role` | `server`: started with an address; `command`: by a `run` |
//! | `editable` | the files that a learner writes |
//! | `starter` | the check at which the starter fails first |
//! | `[[check]]` | `id`, `rule`, `book` (a page), `cause`, `script` |
//! | | `linux = true`: only Linux can be made to show it |
//! | `[[wrong]]` | `name` of a file, the checks that it `fails`, and `why` |
//!
//! It is a crate of its own, not a part of `record`: a local peer, which
//! needs `record`, is built without a TOML parser.

mod hint;
mod problem;

use std::path::{Path, PathBuf};

use serde::de::{Deserializer, Error};
use serde::{Deserialize, de::DeserializeOwned};

pub use hint::Hint;
pub use problem::Problem;

/// One folder of `exercises/`. A check's script is a `Script`: its text,
/// for who only shows it, or the steps, for who plays it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise<Script = String> {
    /// Its folder.
    #[serde(skip)]
    pub dir: PathBuf,
    /// Its stable name, which is also the folder's: `tcp-01-echo`.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// Names that it had before.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A few words.
    #[serde(deserialize_with = "text")]
    pub title: String,
    /// The chapter that it belongs to: `ch02-tcp`.
    #[serde(deserialize_with = "text")]
    pub chapter: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// What comes before it.
    pub needs: Vec<Need>,
    /// How its program is started.
    pub role: Role,
    /// The files that a learner writes.
    pub editable: Vec<String>,
    /// The check at which the starter fails first.
    #[serde(deserialize_with = "text")]
    pub starter: String,
    /// What is checked, in order.
    #[serde(rename = "check")]
    pub checks: Vec<Check<Script>>,
    /// Programs that must fail, each at the checks that it names.
    #[serde(rename = "wrong")]
    pub wrong: Vec<Wrong>,
    /// The stages of help.
    #[serde(skip)]
    pub hints: Vec<Hint>,
}

/// What comes before an exercise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum Need {
    /// A page of the book, from `book/`.
    Page(String),
    /// Another exercise, by its id.
    Exercise(String),
}

impl From<String> for Need {
    fn from(name: String) -> Need {
        if name.ends_with(".md") {
            Need::Page(name)
        } else {
            Need::Exercise(name)
        }
    }
}

/// How a check starts the learner's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// With the address to bind; it says `listening on ADDR`.
    Server,
    /// By the script's `run`, with arguments and standard input.
    Command,
}

/// One rule, and the script that tries it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check<Script = String> {
    /// Its stable name: `echo.rounds`.
    #[serde(deserialize_with = "text")]
    pub id: String,
    /// What must hold, in a sentence.
    #[serde(deserialize_with = "text")]
    pub rule: String,
    /// The page of the book, from `book/`.
    #[serde(deserialize_with = "text")]
    pub book: String,
    /// What most often is behind a failure.
    #[serde(deserialize_with = "text")]
    pub cause: String,
    /// What is done and expected.
    pub script: Script,
    /// Only Linux can be made to show this.
    #[serde(default)]
    pub linux: bool,
}

/// A program that learners write and that is wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wrong {
    /// The name of `author/wrong/NAME.rs`.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// The checks that it fails, all of them.
    pub fails: Vec<String>,
    /// The thought behind it.
    #[serde(deserialize_with = "text")]
    pub why: String,
}

/// A text that says something, without the space around it.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text.trim().is_empty() {
        Err(D::Error::custom("the text is empty"))
    } else {
        Ok(text.trim().to_string())
    }
}

impl<Script: DeserializeOwned> Exercise<Script> {
    /// What the two files of the folder `dir` say, `exercise.toml` and
    /// `hints.md`.
    ///
    /// # Errors
    /// The first thing in `exercise.toml` that is not as it must be.
    pub fn parse(
        dir: &Path,
        toml: &str,
        hints: &str,
    ) -> Result<Exercise<Script>, Problem> {
        // Line ends of Windows are no part of what is said.
        let toml = toml.replace("\r\n", "\n");
        let read = toml::from_str(&toml);
        let read: Exercise<Script> =
            read.map_err(|error| Problem::new(&toml, &error))?;
        Ok(Exercise {
            dir: dir.to_path_buf(),
            hints: Hint::all(&hints.replace("\r\n", "\n")),
            ..read
        })
    }
}

impl<Script> Exercise<Script> {
    /// Whether `name` is this exercise's, in full, its beginning up to a
    /// hyphen (`tcp-01`), or a former one.
    pub fn is_called(&self, name: &str) -> bool {
        let short = self.id.strip_prefix(name);
        short.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            || self.aliases.iter().any(|alias| alias == name)
    }

    /// The check of this id.
    pub fn check(&self, id: &str) -> Option<&Check<Script>> {
        self.checks.iter().find(|check| check.id == id)
    }
}

/// Puts exercises in the book's order; within a chapter in their names' own.
pub fn sort<Script>(all: &mut [Exercise<Script>]) {
    all.sort_by(|a, b| (&a.chapter, &a.id).cmp(&(&b.chapter, &b.id)));
}

#[cfg(test)]
mod tests;
