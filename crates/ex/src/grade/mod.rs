//! `cargo ex grade`: judges submissions in a clean tree.
//!
//! Of a submission only the editable files are taken, as regular files that
//! lie in it. Manifest, build script, cargo's configuration and checks are
//! this repository's own, so that a submission cannot change its judge.

mod clean;

use std::path::{Path, PathBuf};
use std::process;

use crate::clock;
use crate::exercise::{self, Check, Exercise};
use crate::observe::child::Target;
use crate::play::judge::judge;
use crate::play::verdict::Verdict;
use crate::tell::formats::{self, Graded, Outcome};
use crate::tell::report::report;
use clean::Clean;

/// What stands in a command for an exercise's folder of the submission.
const FOLDER: &str = "{}";

/// What is graded, and how.
#[derive(Clone, Debug)]
pub struct Order {
    /// A learner's `work/`, or one exercise's folder in it.
    pub dir: PathBuf,
    /// The exercises that were to be done; none named are all of them.
    pub ids: Vec<String>,
    /// What everything that is drawn comes from.
    pub seed: u64,
    /// A program of another language: its words.
    pub command: Option<Vec<String>>,
}

impl Order {
    /// All exercises of a folder. Whoever grades picks the seed, and nobody
    /// knows it before.
    pub fn of(dir: &Path) -> Order {
        Order {
            dir: dir.into(),
            ids: Vec::new(),
            seed: u64::from(process::id()) ^ clock::seconds() << 16,
            command: None,
        }
    }
}

/// Judges what was ordered and prints the results. The status: 1 where
/// something could not be judged.
///
/// # Errors
/// An unknown format, or exercise, or where nothing can be built here.
pub fn grade(root: &Path, order: &Order, format: &str) -> Result<i32, String> {
    let print = match format {
        "text" => formats::text,
        "junit" => formats::junit,
        "gradescope" => formats::gradescope,
        _ => {
            return Err(format!(
                "--format {format}: text, junit or gradescope"
            ));
        }
    };
    let all = exercise::all(root)?;
    let graded = graded(&all, order)?;
    crate::tell::out::show(format_args!("{}", print(&graded)));
    Ok(i32::from(graded.iter().any(Graded::lacks_a_verdict)))
}

/// The results of each exercise. One of which nothing was handed in fails
/// each of its checks.
///
/// # Errors
/// A folder or an exercise that is not there, or where none can be built
/// here whatever it is.
pub fn graded(all: &[Exercise], order: &Order) -> Result<Vec<Graded>, String> {
    lab::descendants::adopt();
    let dir = &order.dir;
    let named = dir.canonicalize().map_err(|e| {
        format!("{}: {e}; name a learner's work/", dir.display())
    })?;
    for name in &order.ids {
        if !all.iter().any(|exercise| exercise.is_called(name)) {
            return Err(format!(
                "no exercise {name}; `cargo ex list` shows them"
            ));
        }
    }
    let wanted = |exercise: &&Exercise| {
        let called = |name: &String| exercise.is_called(name);
        order.ids.is_empty() || order.ids.iter().any(called)
    };
    // One exercise's own folder stands for that exercise alone.
    let own = all.iter().find(|exercise| named.ends_with(&exercise.id));
    if let Some(exercise) = own.filter(wanted) {
        return Ok(vec![one(exercise, dir, order)?]);
    }
    let chosen = all.iter().filter(wanted);
    let graded = chosen.map(|exercise| {
        let inside = dir.join(&exercise.id);
        if inside.is_dir() {
            one(exercise, &inside, order)
        } else {
            Ok(failed(exercise, "nothing was handed in"))
        }
    });
    graded.collect()
}

fn one(
    exercise: &Exercise,
    submission: &Path,
    order: &Order,
) -> Result<Graded, String> {
    if let Some(words) = &order.command {
        let folder = submission.to_string_lossy();
        let mut words = words.iter().map(|word| word.replace(FOLDER, &folder));
        let program = words.next().unwrap_or_default().into();
        let args = words.collect();
        return Ok(played(exercise, &Target { program, args }, order.seed));
    }
    let clean = Clean::new(&exercise.id)?;
    Ok(match clean.build(exercise, submission)? {
        Ok(program) => {
            let args = Vec::new();
            played(exercise, &Target { program, args }, order.seed)
        }
        Err(problem) => failed(exercise, &problem),
    })
}

/// Every check fails, for the same reason.
fn failed(exercise: &Exercise, problem: &str) -> Graded {
    let failed =
        |check: &Check| (check.id.clone(), Outcome::Failed(problem.into()));
    Graded {
        exercise: exercise.id.clone(),
        outcomes: exercise.checks.iter().map(failed).collect(),
    }
}

fn played(exercise: &Exercise, target: &Target, seed: u64) -> Graded {
    let verdicts = judge(exercise, target, seed, None, |_, _| {});
    let outcome = |(check, verdict): (&Check, Verdict)| {
        let outcome = match &verdict {
            Verdict::Pass(_) => Outcome::Passed,
            Verdict::CannotTell(_) | Verdict::Busy | Verdict::NotHere => {
                let why = verdict.why_none().unwrap_or_default();
                Outcome::Skipped(why.to_string())
            }
            Verdict::Fail(failure) => {
                let again = format!(
                    "cargo ex check {} --only {} --seed {seed}",
                    exercise.id, check.id
                );
                let text = report(exercise, check, failure, &again);
                Outcome::Failed(text)
            }
        };
        (check.id.clone(), outcome)
    };
    Graded {
        exercise: exercise.id.clone(),
        outcomes: verdicts.into_iter().map(outcome).collect(),
    }
}
