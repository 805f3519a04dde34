//! What can be said of an exercise without running it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::page;
use crate::exercise::{Exercise, Need};

/// How many lines a learner writes.
const LINES: std::ops::RangeInclusive<usize> = 10..=40;
/// How many minutes that takes.
const MINUTES: std::ops::RangeInclusive<u32> = 10..=30;
/// The fewest wrong solutions.
const WRONG: usize = 3;
/// The stages of help.
const HINTS: usize = 3;

/// Every problem of form, one sentence each.
pub fn problems(
    root: &Path,
    exercise: &Exercise,
    all: &[Exercise],
) -> Vec<String> {
    let mut problems = Vec::new();
    let at = format!("exercises/{}", exercise.id);
    let mut say = |ok: bool, what: String| {
        if !ok {
            problems.push(format!("{at}/{what}"));
        }
    };
    let folder = exercise.dir.file_name().and_then(|name| name.to_str());
    say(
        folder == Some(&exercise.id),
        "exercise.toml: the id is the folder's name".into(),
    );
    say(
        MINUTES.contains(&exercise.minutes),
        format!("exercise.toml: minutes: {MINUTES:?}"),
    );
    say(
        exercise.wrong.len() >= WRONG,
        format!("author/wrong: {WRONG} wrong solutions or more"),
    );
    checks(exercise, &mut say);
    hints(exercise, &mut say);
    programs(exercise, &mut say);
    for need in &exercise.needs {
        let (name, known) = match need {
            Need::Page(page) => (page, page_before(root, exercise, page)),
            Need::Exercise(id) => (id, exercise_before(exercise, id, all)),
        };
        say(known, format!("exercise.toml: needs {name}: not before it"));
    }
    for check in &exercise.checks {
        let page = check.book.split('#').next().unwrap_or_default();
        let exists = root.join("book").join(page).is_file();
        say(
            exists,
            format!("exercise.toml: {}: no page {page}", check.id),
        );
    }
    let page = format!("book/exercises/{}.md", exercise.id);
    let text = fs::read_to_string(root.join(&page)).unwrap_or_default();
    say(
        !text.contains("TODO"),
        format!("exercise.toml: TODO on {page}"),
    );
    for problem in page::problems(exercise, &text) {
        say(false, problem);
    }
    for file in ["exercise.toml", "hints.md"] {
        let text = fs::read_to_string(exercise.dir.join(file));
        let done = !text.unwrap_or_default().contains("TODO");
        say(done, format!("{file}: fill in what says TODO"));
    }
    for directive in ["task", "checks", "hints"] {
        let directive = format!("{{{{#{directive} {}}}}}", exercise.id);
        say(
            text.contains(&directive),
            format!("exercise.toml: write `{directive}` on {page}"),
        );
    }
    problems
}

fn checks(exercise: &Exercise, say: &mut impl FnMut(bool, String)) {
    let ids: Vec<&str> = exercise.checks.iter().map(|c| &*c.id).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    say(
        unique.len() == ids.len() && !ids.is_empty(),
        "exercise.toml: each check has an id of its own".into(),
    );
    say(
        unique.contains(&*exercise.starter),
        format!("exercise.toml: starter: no check {}", exercise.starter),
    );
    let failed = exercise.wrong.iter().flat_map(|wrong| &wrong.fails);
    let failed: BTreeSet<&str> = failed.map(String::as_str).collect();
    for id in unique.difference(&failed) {
        say(
            false,
            format!("author/wrong: nothing fails {id}; write what does"),
        );
    }
    for id in failed.difference(&unique) {
        say(false, format!("exercise.toml: fails: no check {id}"));
    }
}

fn hints(exercise: &Exercise, say: &mut impl FnMut(bool, String)) {
    let hints = &exercise.hints;
    let full = hints.iter().filter(|hint| !hint.text.is_empty()).count();
    say(
        full == HINTS && hints.len() == HINTS,
        format!("hints.md: {HINTS} hints, each under `## N Title`"),
    );
}

fn programs(exercise: &Exercise, say: &mut impl FnMut(bool, String)) {
    let read = |path: &str| {
        fs::read_to_string(exercise.dir.join(path)).unwrap_or_default()
    };
    let (starter, solution) = (read("src/main.rs"), read("author/solution.rs"));
    say(starter.contains("TODO"), "src/main.rs: mark it TODO".into());
    let given: BTreeSet<&str> = starter.lines().map(str::trim).collect();
    let code = |line: &&str| !line.is_empty() && !line.starts_with("//");
    let written = solution.lines().map(str::trim).filter(code);
    let written = written.filter(|line| !given.contains(line)).count();
    say(
        LINES.contains(&written),
        format!("src/main.rs: {written} lines to write; {LINES:?}"),
    );
    let entries = fs::read_dir(exercise.dir.join("author/wrong"));
    let entries = entries.into_iter().flatten().flatten();
    let files = entries.map(|entry| entry.file_name().into_string());
    let files: BTreeSet<String> = files.map_while(Result::ok).collect();
    let names = exercise.wrong.iter().map(|w| format!("{}.rs", w.name));
    let names: BTreeSet<String> = names.collect();
    say(
        files == names,
        "author/wrong: one file for each [[wrong]], and no other".into(),
    );
}

/// A page of the book that exists, of no later chapter.
fn page_before(root: &Path, exercise: &Exercise, page: &str) -> bool {
    root.join("book").join(page).is_file()
        && page.split('/').next() <= Some(exercise.chapter.as_str())
}

/// An exercise that is earlier.
fn exercise_before(exercise: &Exercise, id: &str, all: &[Exercise]) -> bool {
    let place = |id: &str| all.iter().position(|other| other.id == id);
    place(id).is_some_and(|need| Some(need) < place(&exercise.id))
}
