//! `cargo ex check`: builds, plays, and tells.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::cargo::{self, Messages};
use crate::child::Target;
use crate::clock;
use crate::exercise::{Check, Exercise};
use crate::judge::{Judged, judge};
use crate::learner::Desk;
use crate::out::say;
use crate::report::report;
use crate::verdict::{Failure, Verdict};
use crate::work;

/// How often `--watch` looks.
const PACE: Duration = Duration::from_millis(200);

/// What was typed behind the command.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The exercise.
    pub name: Option<String>,
    /// Judge again at each change.
    pub watch: bool,
    /// One check alone.
    pub only: Option<String>,
    /// What random bytes come from.
    pub seed: Option<u64>,
    /// Another program than the one in `work/`.
    pub command: Option<String>,
    /// Show the solution all the same.
    pub give_up: bool,
}

/// Judges the learner's program; with `--watch`, until it is interrupted.
///
/// # Errors
/// What keeps it from a verdict.
pub fn check(
    desk: &mut Desk,
    exercise: &Exercise,
    options: &Options,
) -> Result<i32, String> {
    if let Some(id) = &options.only
        && exercise.check(id).is_none()
    {
        let ids: Vec<&str> = exercise.checks.iter().map(|c| &*c.id).collect();
        return Err(format!("no check {id}; there are {}", ids.join(", ")));
    }
    if !desk.work.has(exercise) && options.command.is_none() {
        desk.start(exercise)?;
        say!();
    }
    lab::descendants::adopt();
    loop {
        let before = changed(desk, exercise);
        let status = once(desk, exercise, options)?;
        if !options.watch {
            return Ok(status);
        }
        say!("\nWaiting for you to save ({}) …", exercise.id);
        while changed(desk, exercise) == before {
            // A file says nothing when it is saved; it must be looked at.
            thread::sleep(PACE);
        }
    }
}

/// When each file was saved last.
fn changed(desk: &Desk, exercise: &Exercise) -> Vec<Option<SystemTime>> {
    let folder = desk.work.folder(exercise);
    let files = exercise.editable.iter().map(|file| folder.join(file));
    let times = files.map(|file| fs::metadata(file).ok()?.modified().ok());
    times.collect()
}

fn once(
    desk: &mut Desk,
    exercise: &Exercise,
    options: &Options,
) -> Result<i32, String> {
    desk.state.set_current(&exercise.id);
    let tries = desk.state.number(exercise, "attempts");
    desk.state.set_number(exercise, "attempts", tries + 1);
    let target = match target(desk, exercise, options) {
        Ok(target) => target,
        Err(problem) => {
            desk.state.save()?;
            say!("{problem}");
            return Ok(1);
        }
    };
    let seed = options.seed.unwrap_or_else(fresh_seed);
    let only = options.only.as_deref();
    let played = judge(exercise, &target, seed, only);
    let again = |check: &Check| replay(exercise, check, seed, options);
    tell(desk, exercise, &played, again)?;
    let all = only.is_none() && played.iter().all(|(_, v)| v.is_pass());
    if all && !desk.state.has_passed(exercise) {
        desk.state
            .set_number(exercise, "passed", clock::seconds() as i64);
    }
    desk.state.save()?;
    if all {
        congratulate(desk, exercise);
    }
    Ok(status(&played))
}

/// Builds the learner's program, unless another was named.
fn target(
    desk: &Desk,
    exercise: &Exercise,
    options: &Options,
) -> Result<Target, String> {
    if let Some(command) = &options.command {
        let mut words = command.split_whitespace().map(String::from);
        let program = words.next().ok_or("--cmd names no program")?;
        let args = words.collect();
        let program = PathBuf::from(program);
        return Ok(Target { program, args });
    }
    let id = &exercise.id;
    say!("$ cargo build -p {id}   (in work/)");
    let args = ["--quiet", "--package", id];
    let built = cargo::build(&desk.work.dir, &args, Messages::Shown);
    let failed = |_| "It does not compile yet; see above.".to_string();
    let built = built.map_err(failed)?;
    let program = built.program(id).ok_or("cargo has built no program")?;
    Ok(Target {
        program: program.clone(),
        args: Vec::new(),
    })
}

/// A line a check, then the first failure in full.
fn tell(
    desk: &Desk,
    exercise: &Exercise,
    played: &[Judged],
    again: impl Fn(&Check) -> String,
) -> Result<(), String> {
    for (check, verdict) in played {
        let rule = check.rule.replace('\n', " ");
        let line = format!("{}  {:18} {rule}", verdict.word(), check.id);
        say!("{}", cut(&line));
        if let Verdict::CannotTell(why) = verdict {
            say!("      no verdict, and nothing against you: {why}");
        }
    }
    let mut transcript = String::new();
    let mut first = true;
    for (check, verdict) in played {
        let Verdict::Fail(failure) = verdict else {
            continue;
        };
        if first {
            let text = report(exercise, check, failure, &again(check));
            crate::out::show(format_args!("\n{text}"));
            first = false;
        }
        let whole = Failure {
            log: failure.transcript.clone(),
            ..(**failure).clone()
        };
        transcript += &report(exercise, check, &whole, &again(check));
        transcript.push('\n');
    }
    if !transcript.is_empty() {
        let passed = played.iter().filter(|(_, v)| v.is_pass()).count();
        say!("\n{passed} of {} checks pass.", played.len());
        work::write(&desk.work.transcript(exercise), &transcript)?;
    }
    Ok(())
}

/// As much of a line as a terminal shows in one.
fn cut(line: &str) -> String {
    const WIDE: usize = 79;
    if line.chars().count() > WIDE {
        line.chars().take(WIDE - 2).chain(" …".chars()).collect()
    } else {
        line.into()
    }
}

/// The command that plays exactly this again.
fn replay(
    exercise: &Exercise,
    check: &Check,
    seed: u64,
    options: &Options,
) -> String {
    let command = match &options.command {
        Some(command) => format!(" --cmd '{command}'"),
        None => String::new(),
    };
    format!(
        "cargo ex check {} --only {} --seed {seed}{command}",
        exercise.id, check.id
    )
}

fn congratulate(desk: &Desk, exercise: &Exercise) {
    let count = exercise.checks.len();
    say!("\nAll {count} checks pass: {} is done.", exercise.id);
    say!("Compare: cargo ex solution {}", exercise.id);
    match desk.upcoming() {
        Some(next) => say!("Next:    cargo ex start {}", next.id),
        None => say!("That was the last one."),
    }
}

/// A failure counts for more than a check without a verdict.
fn status(played: &[Judged]) -> i32 {
    let any = |wanted: fn(&Verdict) -> bool| {
        played.iter().any(|(_, verdict)| wanted(verdict))
    };
    if any(|verdict| matches!(verdict, Verdict::Fail(_))) {
        1
    } else if any(|verdict| matches!(verdict, Verdict::CannotTell(_))) {
        2
    } else {
        0
    }
}

/// Small enough to be typed.
fn fresh_seed() -> u64 {
    clock::seconds() % 10_000
}
