//! The programs that are played, and what is declared of each.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use exercise::{Symptom, Wrong};

use super::Depth;
use crate::cargo::Built;
use crate::exercise::{Check, Exercise};
use crate::observe::child::Target;
use crate::tell::out::complain;

/// A program and what it must fail.
pub struct Variant<'a> {
    /// Whose it is.
    pub exercise: &'a Exercise,
    /// `starter`, `solution`, or the name of a wrong or an odd one.
    pub name: &'a str,
    /// Itself.
    pub target: Target,
    /// What is declared of it.
    pub fails: Fails<'a>,
}

/// Which checks a wrong program is played against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// All of them: it fails what is declared, and nothing else.
    All,
    /// Those that it is declared to fail.
    Declared,
}

/// What a program fails.
pub enum Fails<'a> {
    /// No check.
    Nothing,
    /// This one before any other.
    First(&'a str),
    /// These, and no other.
    These {
        /// The checks.
        ids: BTreeSet<&'a str>,
        /// What the first failure shows.
        symptom: Symptom,
        /// How it fails depends on time, or on what else runs.
        varies: bool,
    },
}

impl<'a> Variant<'a> {
    /// What it is played against: nobody asks what a starter does behind the
    /// check that it fails first.
    pub fn checks(&self, against: Against) -> Vec<&'a Check> {
        let all = &self.exercise.checks;
        let last = match self.fails {
            Fails::First(id) => all.iter().position(|check| check.id == id),
            _ => None,
        };
        let asked = &all[..last.map_or(all.len(), |last| last + 1)];
        let is_asked = |check: &&Check| match self.fails {
            Fails::These { .. } if against == Against::Declared => {
                self.fails.has(&check.id)
            }
            _ => true,
        };
        asked.iter().filter(is_asked).collect()
    }
}

impl Fails<'_> {
    /// Whether its failures say something else each time.
    pub fn varies(&self) -> bool {
        matches!(self, Fails::These { varies: true, .. })
    }

    /// Whether this check is declared to be failed.
    pub fn has(&self, check: &str) -> bool {
        match self {
            Fails::Nothing => false,
            Fails::First(id) => *id == check,
            Fails::These { ids, .. } => ids.contains(check),
        }
    }
}

/// The wrong solutions that are played: at little depth one for each check.
pub fn wrong(exercise: &Exercise, depth: Depth) -> Vec<&Wrong> {
    if depth != Depth::Quick {
        return exercise.wrong.iter().collect();
    }
    let mut chosen: Vec<&Wrong> = Vec::new();
    for check in &exercise.checks {
        let fails = |wrong: &&Wrong| wrong.fails.contains(&check.id);
        if !chosen.iter().any(fails) {
            let mut able = exercise.wrong.iter().filter(fails);
            chosen.extend(able.next());
        }
    }
    chosen
}

/// The names of the binaries that are to be built.
pub fn binaries(exercise: &Exercise, depth: Depth) -> Vec<String> {
    let id = &exercise.id;
    let wrong = wrong(exercise, depth);
    let wrong = wrong
        .iter()
        .map(|wrong| format!("{id}-wrong-{}", wrong.name));
    let mut all = vec![format!("{id}-starter"), format!("{id}-solution")];
    all.extend(wrong);
    if depth != Depth::Quick {
        let odd = exercise.odd.iter().map(|odd| odd.name.as_str());
        let compiled = odd.filter(|name| script(exercise, name).is_none());
        all.extend(compiled.map(|name| format!("{id}-odd-{name}")));
    }
    all
}

/// An odd program in Python.
fn script(exercise: &Exercise, name: &str) -> Option<PathBuf> {
    let path = exercise.dir.join(format!("author/odd/{name}.py"));
    path.is_file().then_some(path)
}

/// Every program of these exercises.
///
/// # Errors
/// One that was not built.
pub fn variants<'a>(
    chosen: &[&'a Exercise],
    built: &Built,
    depth: Depth,
) -> Result<Vec<Variant<'a>>, String> {
    let mut variants = Vec::new();
    for exercise in chosen {
        let id = &exercise.id;
        let mut add = |name: &'a str, binary: String, fails| {
            variants.push(Variant {
                exercise,
                name,
                target: Target {
                    program: find(exercise, built, &binary)?,
                    args: Vec::new(),
                },
                fails,
            });
            Ok::<(), String>(())
        };
        let first = Fails::First(&exercise.starter);
        add("starter", format!("{id}-starter"), first)?;
        add("solution", format!("{id}-solution"), Fails::Nothing)?;
        for wrong in wrong(exercise, depth) {
            let fails = Fails::These {
                ids: wrong.fails.iter().map(String::as_str).collect(),
                symptom: wrong.symptom,
                varies: wrong.varies,
            };
            add(&wrong.name, format!("{id}-wrong-{}", wrong.name), fails)?;
        }
        if depth != Depth::Quick {
            for odd in &exercise.odd {
                variants.extend(odd_one(exercise, &odd.name, built)?);
            }
        }
    }
    Ok(variants)
}

/// An odd program; none where its language is not there.
fn odd_one<'a>(
    exercise: &'a Exercise,
    name: &'a str,
    built: &Built,
) -> Result<Option<Variant<'a>>, String> {
    let id = &exercise.id;
    let target = match script(exercise, name) {
        Some(path) => {
            let Some(program) = python() else {
                complain(format_args!(
                    "{id} {name}: ignored: there is no python3 here"
                ));
                return Ok(None);
            };
            let args = vec![path.to_string_lossy().into_owned()];
            Target { program, args }
        }
        None => Target {
            program: find(exercise, built, &format!("{id}-odd-{name}"))?,
            args: Vec::new(),
        },
    };
    Ok(Some(Variant {
        exercise,
        name,
        target,
        fails: Fails::Nothing,
    }))
}

/// The interpreter itself: what `python3` leads to may be a script that looks
/// for it, and takes longer than all the rest of a start.
fn python() -> Option<PathBuf> {
    let mut asked = Command::new("python3");
    asked.args(["-c", "import sys; print(sys.executable)"]);
    let output = asked.stderr(Stdio::null()).output().ok()?;
    let path = String::from_utf8(output.stdout).ok()?;
    let path = PathBuf::from(path.trim_end());
    (output.status.success() && path.is_file()).then_some(path)
}

fn find(
    exercise: &Exercise,
    built: &Built,
    binary: &str,
) -> Result<PathBuf, String> {
    built.program(binary).cloned().ok_or_else(|| {
        format!(
            "exercises/{}/Cargo.toml: add a [[bin]] {binary}",
            exercise.id
        )
    })
}
