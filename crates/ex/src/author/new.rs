//! The skeleton of an exercise: everything that the gate looks for, with
//! `TODO` where the author's own thoughts belong.

use std::fs;
use std::path::Path;

use crate::tell::out::say;
use crate::whole::write;

/// Makes the folder of a new exercise, ready to be filled in.
///
/// # Errors
/// A name off the scheme, a folder that is there already or cannot be
/// written.
pub fn skeleton(root: &Path, id: &str) -> Result<(), String> {
    let dir = root.join("exercises").join(id);
    if dir.exists() {
        return Err(format!("exercises/{id} is there already"));
    }
    let topic = id.split('-').next().unwrap_or_default();
    if id.split('-').nth(2).is_none() || topic.is_empty() {
        return Err(format!("{id}: call it topic-NN-words"));
    }
    let chapter = chapter(root, topic);
    for (path, text) in FILES {
        let text = text
            .trim_start()
            .replace("CHAPTER", &chapter)
            .replace("ID", id);
        write(&dir.join(path), &text)?;
    }
    let page = format!("book/exercises/{id}.md");
    write(&root.join(&page), &PAGE.trim_start().replace("ID", id))?;
    say!("exercises/{id} and {page} are made. Now");
    say!("  1. fill in what says TODO, and list the page in SUMMARY.md;");
    say!("  2. BLESS=1 cargo test -p ex, and read exercises/{id}/failures;");
    say!("  3. cargo ex author check {id} --thorough");
    Ok(())
}

/// The chapter that has this topic in its name; what no chapter is named
/// after belongs to the first.
fn chapter(root: &Path, topic: &str) -> String {
    let entries = fs::read_dir(root.join("book")).into_iter().flatten();
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut chapters: Vec<String> = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with("ch"))
        .collect();
    chapters.sort();
    let named = |name: &&String| {
        name.split_once('-')
            .is_some_and(|(_, words)| words == topic)
    };
    let found = chapters.iter().find(named).or(chapters.first());
    found.cloned().unwrap_or_default()
}

const FILES: [(&str, &str); 8] = [
    ("Cargo.toml", MANIFEST),
    ("exercise.toml", EXERCISE),
    ("hints.md", HINTS),
    ("src/main.rs", STARTER),
    ("author/solution.rs", SOLUTION),
    ("author/wrong/first.rs", WRONG),
    ("author/wrong/second.rs", WRONG),
    ("author/wrong/third.rs", WRONG),
];

const MANIFEST: &str = r#"
[package]
name = "ID"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true
description = "TODO."

[[bin]]
name = "ID-starter"
path = "src/main.rs"
test = false

[[bin]]
name = "ID-solution"
path = "author/solution.rs"
test = false

[[bin]]
name = "ID-wrong-first"
path = "author/wrong/first.rs"
test = false

[[bin]]
name = "ID-wrong-second"
path = "author/wrong/second.rs"
test = false

[[bin]]
name = "ID-wrong-third"
path = "author/wrong/third.rs"
test = false

[lints]
workspace = true
"#;

const EXERCISE: &str = r#"
id = "ID"
title = "TODO"
chapter = "CHAPTER"
minutes = 20
# Pages of the book, and exercises, that come before.
needs = ["CHAPTER/README.md"]
# A "server" is started with an address and says `listening on`; a "command"
# is started by the script's `run`.
role = "server"
editable = ["src/main.rs"]
# Where the starter fails first.
starter = "todo.first"

[limits]
starts = 10
answers = 2
memory = 64

# A sentence of the page, and the checks that try it.
[[rule]]
says = "TODO"
checks = ["todo.first"]

# The steps of a script are listed in crates/ex/src/play/script/mod.rs.
[[check]]
id = "todo.first"
rule = "TODO: what must hold, in a sentence."
book = "CHAPTER/README.md"
script = '''
let text = random 20..40
c1 connect
c1 send text
c1 receive text
'''
[check.causes]
nothing = "TODO: what is behind it where nothing came, and what to do."

[[wrong]]
name = "first"
fails = ["todo.first"]
symptom = "nothing"
why = "TODO: the thought behind it."

[[wrong]]
name = "second"
fails = ["todo.first"]
symptom = "nothing"
why = "TODO"

[[wrong]]
name = "third"
fails = ["todo.first"]
symptom = "nothing"
why = "TODO"
"#;

const HINTS: &str = "
# Hints

## 1 Where to look

TODO

## 2 How to go about it

TODO

## 3 Almost the code

TODO
";

const STARTER: &str = r#"
//! TODO: what it does, in a line.
//!
//!     cargo run -p ID -- [ADDR]

fn main() {
    // TODO: what is given, and what is to be written.
}
"#;

const SOLUTION: &str = "
//! TODO: what it does, in a line.

fn main() {}
";

const WRONG: &str = "
//! Wrong: TODO, in a line.

fn main() {}
";

const PAGE: &str = "
# TODO: the title

{{#task ID}}

TODO: the task. What is not said here is not checked.

## What will be checked

{{#checks ID}}

## Hints

{{#hints ID}}

## Afterwards

- TODO: a question that goes on from here.
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::form;
    use crate::exercise;
    use crate::testing::temp;

    #[test]
    fn a_skeleton_lacks_nothing_but_its_author() {
        let root = temp();
        let root = root.path();
        write(&root.join("book/ch02-tcp/README.md"), "# TCP\n").unwrap();
        skeleton(root, "tcp-99-sixth").unwrap();
        let dir = root.join("exercises/tcp-99-sixth");
        let exercise = exercise::read(&dir).unwrap();
        let all = [exercise.clone()];
        let problems = form::problems(root, &exercise, &all);
        let open = ["TODO", "lines to write"];
        let authors = |p: &&String| open.iter().any(|word| p.contains(word));
        let others: Vec<_> = problems.iter().filter(|p| !authors(p)).collect();
        assert_eq!(problems.len(), 4, "{problems:?}");
        assert!(others.is_empty(), "{others:?}");
        write(&root.join("book/ch01-basics/README.md"), "# All\n").unwrap();
        assert_eq!(chapter(root, "tcp"), "ch02-tcp");
        assert_eq!(chapter(root, "port"), "ch01-basics");
        assert!(skeleton(root, "tcp-99-sixth").is_err());
        assert!(skeleton(root, "sixth").is_err());
    }
}
