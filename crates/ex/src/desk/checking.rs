//! `cargo ex check`: builds, plays, and tells.

use std::path::PathBuf;

use crate::cargo::{self, Messages, Problem};
use crate::clock;
use crate::desk::calls;
use crate::desk::learner::Desk;
use crate::desk::watch;
use crate::exercise::{Check, Exercise};
use crate::observe::child::Target;
use crate::options::Options;
use crate::play::judge::{Judged, judge};
use crate::play::verdict::{Failure, Verdict};
use crate::tell::out::say;
use crate::tell::report::report;
use crate::whole;

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
    let files = watch::files(&desk.work, exercise, options)?;
    lab::descendants::adopt();
    loop {
        let before = watch::look(&files);
        let status = once(desk, exercise, options)?;
        if !options.watch {
            return Ok(status);
        }
        say!("\nWaiting for you to save ({}) …", exercise.id);
        if !watch::until_saved(&files, &before) {
            return Ok(status);
        }
    }
}

fn once(
    desk: &mut Desk,
    exercise: &Exercise,
    options: &Options,
) -> Result<i32, String> {
    let command = options.command.as_deref();
    if command.is_none() {
        desk.warn_of_another_copy(exercise);
    }
    let target = match target(desk, exercise, options)? {
        Ok(target) => target,
        Err(problem) => {
            say!("{problem}");
            desk.keep(|state| {
                state.count_attempt(exercise);
                state.fail(exercise, command);
            })?;
            return Ok(1);
        }
    };
    let seed = options.seed.unwrap_or_else(fresh_seed);
    let only = options.only.as_deref();
    let played = judge(exercise, &target, seed, only, line);
    let all = only.is_none() && is_done(&played);
    let status = status(&played);
    // Kept before more is told: who is told may be gone.
    let kept = desk.keep(|state| {
        state.count_attempt(exercise);
        if all {
            state.pass(exercise, command);
        } else if status == 1 {
            state.fail(exercise, command);
        }
    });
    let again = |check: &Check| replay(exercise, check, seed, options);
    let told = tell(desk, exercise, &played, again);
    kept.map_err(|problem| format!("this verdict is not kept: {problem}"))?;
    told?;
    let failed = played.iter().find(|(_, v)| matches!(v, Verdict::Fail(_)));
    if let Some((check, _)) = failed.filter(|_| options.calls) {
        calls::tell(desk, exercise, check, &target, seed)?;
    }
    if all {
        congratulate(desk, exercise, command);
    }
    Ok(status)
}

/// The program that is judged. The inner error is the program's own.
fn target(
    desk: &Desk,
    exercise: &Exercise,
    options: &Options,
) -> Result<Result<Target, String>, String> {
    if let Some(mut args) = options.program_words()? {
        let program = PathBuf::from(args.remove(0));
        return Ok(Ok(Target { program, args }));
    }
    // Folders may have been copied, or removed, or the checkout moved.
    desk.work.mend(&desk.work.lock()?)?;
    built(desk, exercise)
}

/// Builds the learner's program.
fn built(
    desk: &Desk,
    exercise: &Exercise,
) -> Result<Result<Target, String>, String> {
    let id = &exercise.id;
    say!("$ cargo build -p {id}   (in work/)");
    let args = ["--quiet", "--package", id];
    match cargo::build(&desk.work.dir, &args, Messages::Shown) {
        Ok(built) => Ok(match built.program(id) {
            Some(program) => Ok(Target {
                program: program.clone(),
                args: Vec::new(),
            }),
            None => Err("cargo has built no program".into()),
        }),
        Err(Problem::Program(_)) => {
            Ok(Err("It does not compile yet; see above.".into()))
        }
        Err(Problem::Cargo(why)) => Err(why),
    }
}

/// A line for a check.
fn line(check: &Check, verdict: &Verdict) {
    let rule = check.rule.replace('\n', " ");
    let line = format!("{}  {:18} {rule}", verdict.word(), check.id);
    say!("{}", cut(&line));
    if let Some(why) = verdict.why_none() {
        say!("      no verdict, and nothing against you: {why}");
    }
}

/// The first failure in full.
fn tell(
    desk: &Desk,
    exercise: &Exercise,
    played: &[Judged],
    again: impl Fn(&Check) -> String,
) -> Result<(), String> {
    let mut transcript = String::new();
    let mut first = true;
    for (check, verdict) in played {
        let Verdict::Fail(failure) = verdict else {
            continue;
        };
        if first {
            let text = report(exercise, check, failure, &again(check));
            crate::tell::out::show(format_args!("\n{text}"));
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
        let _lock = desk.work.lock()?;
        whole::write(&desk.work.transcript(exercise), &transcript)?;
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
        Some(command) => format!(" --cmd {}", quoted(command)),
        None => String::new(),
    };
    format!(
        "cargo ex check {} --only {} --seed {seed}{command}",
        exercise.id, check.id
    )
}

/// As one word of a shell, whatever is in it.
fn quoted(text: &str) -> String {
    if text.contains('\'') && !text.contains(['"', '$', '`', '\\', '!']) {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

fn congratulate(desk: &Desk, exercise: &Exercise, command: Option<&str>) {
    let here = |check: &&Check| !check.linux || cfg!(target_os = "linux");
    let count = exercise.checks.iter().filter(here).count();
    let by = command.map_or(String::new(), |c| format!(" by `{c}`"));
    say!("\nAll {count} checks pass: {} is done{by}.", exercise.id);
    if command.is_some() {
        say!(
            "Your program in work/ was not judged: `cargo ex check` does that."
        );
    }
    say!("Compare: cargo ex solution {}", exercise.id);
    match desk.upcoming() {
        Some(next) => say!("Next:    cargo ex start {}", next.id),
        None => say!("That was the last one."),
    }
}

/// Whether all that can be asked for on this system holds.
fn is_done(played: &[Judged]) -> bool {
    let asked = |verdict: &Verdict| !matches!(verdict, Verdict::NotHere);
    let mut asked = played.iter().filter(|(_, v)| asked(v)).peekable();
    asked.peek().is_some() && asked.all(|(_, verdict)| verdict.is_pass())
}

/// A failure counts for more than a check without a verdict.
fn status(played: &[Judged]) -> i32 {
    let any = |wanted: fn(&Verdict) -> bool| {
        played.iter().any(|(_, verdict)| wanted(verdict))
    };
    if any(|verdict| matches!(verdict, Verdict::Fail(_))) {
        1
    } else if !is_done(played) {
        2
    } else {
        0
    }
}

/// Small enough to be typed.
fn fresh_seed() -> u64 {
    clock::seconds() % 10_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::exercise;

    #[test]
    fn what_no_program_can_show_here_keeps_none_from_being_done() {
        use crate::play::verdict::Extent::Whole;
        let exercise = exercise();
        let of = |verdicts: &[Verdict]| {
            let check = &exercise.checks[0];
            let played: Vec<Judged> =
                verdicts.iter().map(|v| (check, v.clone())).collect();
            (is_done(&played), status(&played))
        };
        let pass = || Verdict::Pass(Whole);
        assert_eq!(of(&[pass(), Verdict::NotHere]), (true, 0));
        assert_eq!(of(&[pass(), Verdict::Busy]), (false, 2));
        assert_eq!(of(&[pass(), Verdict::CannotTell("".into())]), (false, 2));
        assert_eq!(of(&[Verdict::NotHere]), (false, 2));
    }

    #[test]
    fn the_command_that_plays_it_again_is_valid_in_a_shell() {
        let exercise = exercise();
        for command in [
            "python3 mine.py",
            "python3 '/a b/x.py'",
            "python3 \"/a b/it's.py\" '$x'",
        ] {
            let options = Options {
                command: Some(command.into()),
                ..Options::default()
            };
            let again = replay(&exercise, &exercise.checks[0], 7, &options);
            // What a shell makes of it, a word a line.
            let script = format!("printf '%s\\n' {again}");
            let shell = std::process::Command::new("sh")
                .args(["-c", &script])
                .output()
                .unwrap();
            let words = String::from_utf8(shell.stdout).unwrap();
            assert_eq!(words.lines().last(), Some(command), "{again}");
            assert_eq!(words.lines().count(), 10, "{again}");
        }
    }

    #[test]
    fn a_path_with_a_space_is_one_word() {
        let words = |text: &str| {
            let options = Options {
                command: Some(text.into()),
                ..Options::default()
            };
            options.command_words()
        };
        let python = ["python3", "/a b/x.py"].map(String::from).to_vec();
        assert_eq!(words("python3 '/a b/x.py'"), Ok(Some(python)));
        for wrong in ["", " ", "python3 'x", "python3 $x"] {
            assert!(words(wrong).unwrap_err().starts_with("--cmd"), "{wrong}");
        }
    }
}
