//! `cargo ex check --calls`: what a program that fails has asked of the
//! kernel last.
//!
//! The recorder is a package of its own, built the first time. It is started
//! in the program's place while the check is played once more, and writes
//! the calls into a file.

use std::fs;
use std::path::Path;

use record::Calls;

use crate::cargo::{self, Messages};
use crate::desk::learner::Desk;
use crate::exercise::{Check, Exercise};
use crate::observe::child::Target;
use crate::play::judge::judge;
use crate::tell::out::{self, say};

/// How many steps are shown.
const SHOWN: usize = 12;

/// Plays the check again, and shows the program's last calls.
///
/// # Errors
/// Where nothing can be recorded.
pub fn tell(
    desk: &Desk,
    exercise: &Exercise,
    check: &Check,
    target: &Target,
    seed: u64,
) -> Result<(), String> {
    let file = desk.work.transcript(exercise).with_extension("calls");
    let target = traced(desk, target, &file)?;
    let _ = fs::remove_file(&file);
    let id = Some(check.id.as_str());
    let played = judge(exercise, &target, seed, id, |_, _| {});
    let text = fs::read_to_string(&file).unwrap_or_default();
    let steps = last(&text)?;
    if steps.is_empty() {
        return Err("--calls: none was recorded: that takes Linux, and leave \
                    to trace a program (ptrace)"
            .into());
    }
    say!("\nPlayed again, your program's last calls on sockets, and where:\n");
    for step in steps {
        out::show(format_args!("    {step}\n"));
    }
    say!("\nAll of them: {}", file.display());
    if played.iter().any(|(_, verdict)| verdict.is_pass()) {
        say!("While they were recorded it passed: its fault depends on time.");
    }
    Ok(())
}

/// What is started in the program's place.
fn traced(desk: &Desk, target: &Target, file: &Path) -> Result<Target, String> {
    let root = desk.work.dir.parent().unwrap_or(&desk.work.dir);
    say!("\n$ cargo build -p calls");
    let package = root.join("crates/calls");
    let built = cargo::build(&package, &["--quiet"], Messages::Shown);
    let built = built.map_err(|problem| {
        format!("--calls: no recorder: {}", String::from(problem))
    })?;
    let recorder = built.program("calls");
    let program = recorder.ok_or("--calls: cargo has built no recorder")?;
    let words = [file.display().to_string(), shown(&target.program)];
    let words = ["last".to_string()].into_iter().chain(words);
    Ok(Target {
        program: program.clone(),
        args: words.chain(target.args.iter().cloned()).collect(),
    })
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The last steps of a recording, without the name of the only program. What
/// is repeated is told once.
fn last(text: &str) -> Result<Vec<String>, String> {
    // The last line may be on its way.
    let whole = text.rsplit_once('\n').map_or("", |(lines, _)| lines);
    let calls = Calls::parse(whole).map_err(|e| format!("--calls: {e}"))?;
    let steps = calls.unnumbered().gathered().steps;
    let step = |step: &record::calls::Step| {
        let text = step.to_string();
        let text = text.strip_prefix("[program").unwrap_or(&text);
        let text = text.strip_prefix("] ").unwrap_or(text);
        text.trim_start_matches(", ").replacen("] ", ": ", 1)
    };
    let from = steps.len().saturating_sub(SHOWN);
    Ok(steps[from..].iter().map(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_recording_is_shown_without_its_only_name() {
        let sends = (0..40).map(|n| format!("[program] sendto(4) = {n}\n"));
        let text: String = ["[program] starts\n".to_string()]
            .into_iter()
            .chain(sends)
            .chain([
                "[program] recvfrom(4, 9 bytes) sleeps  serve:7\n".into(),
                "[program, thread 2] accept4(3) sleeps  run:5\n".into(),
                "[program] close(4".into(),
            ])
            .collect();
        let steps = last(&text).unwrap();
        let calls: Vec<_> = steps
            .iter()
            .map(|s| s.split("  ").next().unwrap())
            .collect();
        assert_eq!(
            calls,
            [
                "starts",
                "sendto(4) ×n = n",
                "recvfrom(4, 9 bytes) sleeps",
                "thread 2: accept4(3) sleeps",
            ]
        );
        assert!(steps[2].ends_with("serve:7"), "{steps:?}");
        let many: String =
            (0..40).map(|n| format!("[program] prints {n}\n")).collect();
        assert_eq!(last(&many).unwrap().len(), SHOWN);
        assert!(last("").unwrap().is_empty());
    }
}
