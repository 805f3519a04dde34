//! `cargo ex`: what a learner and an author type.

use std::env;
use std::path::{Path, PathBuf};

use crate::author;
use crate::checking::{self, Options};
use crate::exercise::{self, Exercise};
use crate::grade;
use crate::learner::{self, Desk};
use crate::out::say;

const USAGE: &str = "\
usage: cargo ex                   what is next, and how far you are
       cargo ex start ID          copies a starter into work/
       cargo ex check [ID]        judges your program
           --watch                again whenever you save
           --only CHECK           one check alone
           --seed N               with the same random bytes as before
           --cmd 'PROGRAM ARGS'   another program, in any language
       cargo ex hint [ID]         three steps of help, one a call
       cargo ex solution [ID]     after a pass, or with --give-up
       cargo ex reset [ID]        the starter again; your file is kept
       cargo ex talk [ID]         what each check does, to play it by hand
       cargo ex list              all exercises
       cargo ex grade DIR --format junit|gradescope
       cargo ex author check [ID] [--thorough]
       cargo ex author new ID";

/// Does what the arguments say. The status: 0 for a pass, 1 for a failure,
/// 2 where there is no verdict, and for wrong usage.
pub fn run(args: &[String]) -> i32 {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let root = root();
    let outcome = match words[..] {
        ["author", "check", ref rest @ ..] => gate(&root, rest),
        ["author", "new", id] => author::skeleton(&root, id).map(|()| 0),
        ["grade", dir, "--format", format] => {
            grade::grade(&root, Path::new(dir), format)
        }
        _ => learner(&root, &words),
    };
    outcome.unwrap_or_else(|problem| {
        eprintln!("cargo ex: {problem}");
        2
    })
}

/// Of the repository that this program was built from.
fn root() -> PathBuf {
    // Cargo sets it for `cargo run`; a program that was moved has its own.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.filter(|dir| dir.ends_with("crates/ex"));
    let built = || PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let manifest = manifest.unwrap_or_else(built);
    let root = manifest.ancestors().nth(2).unwrap_or(&manifest);
    root.to_path_buf()
}

fn gate(root: &Path, words: &[&str]) -> Result<i32, String> {
    let thorough = words.contains(&"--thorough");
    let mut names = words.iter().filter(|word| !word.starts_with("--"));
    let problems = author::gate(root, names.next().copied(), thorough);
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() {
        say!("the exercises pass the author's gate");
    }
    Ok(i32::from(!problems.is_empty()))
}

fn learner(root: &Path, words: &[&str]) -> Result<i32, String> {
    let all = exercise::all(root)?;
    let mut desk = Desk::at(root, &all);
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (*command, rest),
        None => return desk.next(),
    };
    let options = options(rest)?;
    let name = options.name.as_deref();
    let chosen = || desk.choose(name);
    match command {
        "list" => desk.list(),
        "start" => {
            let exercise = named(name, &all)?;
            desk.start(exercise)
        }
        "check" => {
            let exercise = chosen()?;
            checking::check(&mut desk, exercise, &options)
        }
        "hint" => {
            let exercise = chosen()?;
            desk.hint(exercise)
        }
        "solution" => {
            let exercise = chosen()?;
            desk.solution(exercise, options.give_up)
        }
        "reset" => {
            let exercise = chosen()?;
            desk.reset(exercise)
        }
        "talk" => learner::talk(chosen()?, options.only.as_deref()),
        "help" | "--help" | "-h" => {
            say!("{USAGE}");
            Ok(0)
        }
        _ => Err(format!("no command {command}\n{USAGE}")),
    }
}

fn named<'a>(
    name: Option<&str>,
    all: &'a [Exercise],
) -> Result<&'a Exercise, String> {
    let name = name.ok_or("start what? `cargo ex list` shows them")?;
    let mut found = all.iter().filter(|exercise| exercise.is_called(name));
    found
        .next()
        .ok_or(format!("no exercise {name}; `cargo ex list` shows them"))
}

fn options(words: &[&str]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || {
            let value = words.next().map(|value| value.to_string());
            value.ok_or(format!("{word} what?\n{USAGE}"))
        };
        match *word {
            "--watch" => options.watch = true,
            "--give-up" => options.give_up = true,
            "--only" => options.only = Some(value()?),
            "--cmd" => options.command = Some(value()?),
            "--seed" => {
                let seed = value()?.parse();
                options.seed = Some(seed.map_err(|_| "--seed takes a number")?);
            }
            name if !name.starts_with('-') && options.name.is_none() => {
                options.name = Some(name.into());
            }
            other => return Err(format!("{other}?\n{USAGE}")),
        }
    }
    Ok(options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let words = ["tcp-01", "--only", "echo.reset", "--seed", "9"];
        let read = options(&words).unwrap();
        assert_eq!(read.name.as_deref(), Some("tcp-01"));
        assert_eq!(read.only.as_deref(), Some("echo.reset"));
        assert_eq!(read.seed, Some(9));
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--loud"]] {
            assert!(options(wrong).is_err(), "{wrong:?}");
        }
    }
}
