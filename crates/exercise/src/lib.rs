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
//! | `[limits]` | what a program may take: see [`Limits`] |
//! | `[[rule]]` | a sentence of the page, and the `checks` that try it |
//! | `[[check]]` | `id`, `rule`, `book` (a page), `script` |
//! | | `linux = true`: only Linux can be made to show it |
//! | `[check.causes]` | for a [`Symptom`], what is behind it in this check |
//! | `[[check.mistake]]` | a `script` that a program passes which makes this |
//! | | mistake, and `likely`, what it is; where a failure was `seen` so |
//! | `[[wrong]]` | `name` of a file, the checks that it `fails`, the |
//! | | `symptom` that its first failure names, and `why`; `varies = true`: |
//! | | how it fails depends on time, or on what else runs |
//! | `[[odd]]` | `name` of a file: odd and right; and `why` it looks wrong |
//!
//! It is a crate of its own, not a part of `record`: a local peer, which
//! needs `record`, is built without a TOML parser.

mod hint;
mod limits;
mod problem;
mod symptom;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::de::{Deserializer, Error};
use serde::{Deserialize, de::DeserializeOwned};

pub use hint::Hint;
pub use limits::Limits;
pub use problem::Problem;
pub use symptom::Symptom;

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
    /// What a program may take.
    pub limits: Limits,
    /// What the page demands.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// What is checked, in order.
    #[serde(rename = "check")]
    pub checks: Vec<Check<Script>>,
    /// Programs that must fail, each at the checks that it names.
    #[serde(rename = "wrong")]
    pub wrong: Vec<Wrong>,
    /// Programs that look wrong and must pass.
    #[serde(default)]
    pub odd: Vec<Odd>,
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
    /// What is behind a failure that shows this symptom. Where a symptom
    /// is not here, none is claimed beyond what it says itself.
    #[serde(default)]
    pub causes: BTreeMap<Symptom, String>,
    /// What may be behind a failure, and can be tried.
    #[serde(default = "Vec::new", rename = "mistake")]
    pub mistakes: Vec<Mistake<Script>>,
    /// What is done and expected.
    pub script: Script,
    /// Only Linux can be made to show this.
    #[serde(default)]
    pub linux: bool,
}

/// A mistake that shows: a program that makes it passes this script, and a
/// right one does not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake<Script = String> {
    /// It is tried where the failure shows one of these; none says: any.
    #[serde(default)]
    pub seen: Vec<Symptom>,
    /// What is done, and what then comes.
    pub script: Script,
    /// What is behind it.
    #[serde(deserialize_with = "text")]
    pub likely: String,
}

/// A sentence of the task's page that a program has to follow.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As it stands there, but for its line breaks.
    #[serde(deserialize_with = "text")]
    pub says: String,
    /// The checks that try it.
    pub checks: Vec<String>,
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
    /// What the first of its failures must name.
    pub symptom: Symptom,
    /// How it fails depends on time, or on what else runs: it may fail more,
    /// and what its failures say is not recorded.
    #[serde(default)]
    pub varies: bool,
    /// The thought behind it.
    #[serde(deserialize_with = "text")]
    pub why: String,
}

/// A program that looks wrong, and is right.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Odd {
    /// The name of `author/odd/NAME.rs`, or of a `.py`.
    #[serde(deserialize_with = "text")]
    pub name: String,
    /// What is odd about it.
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
