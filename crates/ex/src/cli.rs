//! `cargo ex`: what a learner and an author type.

use std::env;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use crate::author::{self, Depth};
use crate::desk::checking;
use crate::desk::learner::{self, Desk};
use crate::exercise::{self, Exercise};
use crate::grade::{self, Order};
use crate::options::Options;
use crate::tell::out::{self, complain, say};
use crate::tell::slow;

const USAGE: &str = "\
usage: cargo ex                   what is next, and how far you are
       cargo ex start ID          copies a starter into work/
       cargo ex check [ID]        judges your program
           --watch                again whenever you save
           --only CHECK           one check alone
           --calls                a failure with the program's last calls on
                                  sockets (Linux); builds what records them
           --seed N               draws the same again
           --cmd 'PROGRAM ARGS'   another program, in any language; what a
                                  check gives it, as the address to bind,
                                  follows these
       cargo ex hint [ID]         three steps of help, one a call
       cargo ex solution [ID]     after a pass, or with --give-up
       cargo ex reset [ID]        the starter again; your file is kept
       cargo ex talk [ID]         what each check does, to play it by hand
       cargo ex list              all exercises
       cargo ex grade DIR [ID ...]
                                  judges what a learner has handed in: a
                                  work/, or one exercise's folder of it; an
                                  exercise that is missing fails its checks
           --format F             text, or junit or gradescope
           --seed N               the same draw for everybody
           --cmd 'PROGRAM ARGS'   in another language; {} is the folder
       cargo ex author check [ID] [--all | --thorough]
       cargo ex author new ID";

/// Does what the arguments say. The status: 0 for a pass, 1 for a failure,
/// 2 where there is no verdict, for wrong usage, and where the output could
/// not be written.
pub fn run(args: &[String]) -> i32 {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = act(&root(), &words);
    let status = outcome.unwrap_or_else(|problem| {
        complain(format_args!("{problem}"));
        2
    });
    out::finish(status)
}

fn act(root: &Path, words: &[&str]) -> Result<i32, String> {
    let is_help = |word: &&str| ["--help", "-h"].contains(word);
    if words.iter().any(is_help) || words.first() == Some(&"help") {
        say!("{USAGE}");
        return Ok(0);
    }
    match words {
        ["author", "check", rest @ ..] => gate(root, rest),
        ["author", "new", id] if !id.starts_with('-') => {
            author::skeleton(root, id).map(|()| 0)
        }
        ["grade", rest @ ..] => grade(root, rest),
        ["author", ..] => Err(format!("{}?\n{USAGE}", words.join(" "))),
        _ => learner(root, words),
    }
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

fn grade(root: &Path, words: &[&str]) -> Result<i32, String> {
    let options = options("grade", words)?;
    let (dir, ids) = options
        .names
        .split_first()
        .ok_or(format!("grade which folder?\n{USAGE}"))?;
    let mut order = Order::of(Path::new(dir));
    order.ids = ids.to_vec();
    order.command = options.command_words()?;
    order.seed = options.seed.unwrap_or(order.seed);
    let format = options.format.as_deref().unwrap_or("text");
    grade::grade(root, &order, format)
}

fn gate(root: &Path, words: &[&str]) -> Result<i32, String> {
    let options = options("author check", words)?;
    let all = exercise::all(root)?;
    let only = options.name();
    let only = only.map(|name| named(Some(name), &all)).transpose()?;
    let only = only.map(|exercise| exercise.id.as_str());
    let depth = if options.thorough {
        Depth::Thorough
    } else if options.all {
        Depth::All
    } else {
        Depth::Quick
    };
    let what = "playing every program against its checks";
    let gate = || author::gate(root, only, depth);
    let problems = if io::stderr().is_terminal() {
        slow::told(what, gate)
    } else {
        // A log of hundreds of seconds, one by one, hides what matters.
        complain(format_args!("{what} …"));
        gate()
    };
    for problem in &problems {
        complain(format_args!("{problem}"));
    }
    if problems.is_empty() {
        say!("the exercises pass the author's gate");
    }
    Ok(i32::from(!problems.is_empty()))
}

fn learner(root: &Path, words: &[&str]) -> Result<i32, String> {
    at_home(root)?;
    let all = exercise::all(root)?;
    let mut desk = Desk::at(root, &all)?;
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (*command, rest),
        None => return desk.next(),
    };
    let options = options(command, rest)?;
    let name = options.name();
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

/// What may stand behind each command; `ID` is an exercise's name.
const TAKES: [(&str, &[&str]); 9] = [
    ("list", &[]),
    ("start", &["ID"]),
    (
        "check",
        &["ID", "--watch", "--only", "--calls", "--seed", "--cmd"],
    ),
    ("hint", &["ID"]),
    ("solution", &["ID", "--give-up"]),
    ("reset", &["ID"]),
    ("talk", &["ID", "--only"]),
    ("grade", &["DIR", "--format", "--seed", "--cmd"]),
    ("author check", &["ID", "--all", "--thorough"]),
];

fn options(command: &str, words: &[&str]) -> Result<Options, String> {
    let row = TAKES.iter().find(|(name, _)| *name == command);
    let (_, takes) = row.ok_or(format!("no command {command}\n{USAGE}"))?;
    let mut options = Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let many = takes.contains(&"DIR");
        let kind = if word.starts_with('-') {
            word
        } else if many {
            "DIR"
        } else {
            "ID"
        };
        let one_more = many || options.names.is_empty();
        if !takes.contains(&kind) || (kind == "ID" && !one_more) {
            return Err(format!(
                "`cargo ex {command}` does not take {word}\n{USAGE}"
            ));
        }
        let mut value = || {
            let value = words.next().map(|value| value.to_string());
            value.ok_or(format!("{word} what?\n{USAGE}"))
        };
        match kind {
            "--watch" => options.watch = true,
            "--calls" => options.calls = true,
            "--give-up" => options.give_up = true,
            "--thorough" => options.thorough = true,
            "--all" => options.all = true,
            "--only" => options.only = Some(value()?),
            "--cmd" => options.command = Some(value()?),
            "--seed" => {
                let seed = value()?.parse();
                options.seed = Some(seed.map_err(|_| "--seed takes a number")?);
            }
            "--format" => options.format = Some(value()?),
            _ => options.names.push(word.to_string()),
        }
    }
    Ok(options)
}

/// Of a copied or moved checkout, an alias may lead to another one's
/// `cargo ex`. That one must not judge what is here.
///
/// # Errors
/// Says how to mend it.
fn at_home(root: &Path) -> Result<(), String> {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    let (Ok(here), Ok(root)) = (here, root.canonicalize()) else {
        return Ok(());
    };
    let is_checkout = |dir: &&Path| dir.join("crates/ex/Cargo.toml").is_file();
    match here.ancestors().find(is_checkout) {
        Some(other) if other != root => Err(format!(
            "this is {}, but `cargo ex` leads to {}\nSay `cargo ex` once in \
             the first of the two: that mends it",
            other.display(),
            root.display()
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let words = ["tcp-01", "--only", "echo.reset", "--seed", "9"];
        let read = options("check", &words).unwrap();
        assert_eq!(read.name(), Some("tcp-01"));
        assert_eq!(read.only.as_deref(), Some("echo.reset"));
        assert_eq!(read.seed, Some(9));
        for wrong in [&["--seed"][..], &["--seed", "x"], &["--loud"]] {
            assert!(options("check", wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_a_command_does_not_take_is_an_error() {
        for (command, word) in [
            ("list", "tcp-01"),
            ("hint", "--watch"),
            ("reset", "--give-up"),
            ("author check", "--through"),
            ("author check", "--seed"),
            ("check", "--give-up"),
        ] {
            let problem = options(command, &[word]).unwrap_err();
            assert!(problem.contains(word), "{problem}");
        }
        assert!(options("check", &["tcp-01", "udp-01"]).is_err());
        assert!(options("author check", &["--thorough"]).unwrap().thorough);
    }
}
