//! What is read besides the pages, each file broken on purpose: code that
//! nobody understands, manifests, exercises, facts, links, what editors leave.

use crate::fixture::{Fixture, contents, fails};
use std::fs;
use weave::make;

const PAGE: &str = "book/ch01-one/README.md";

#[test]
fn code_that_the_grammar_does_not_understand() {
    let fixture = Fixture::new();
    fixture.append("listings/ch01-one/src/bin/echo.rs", "fn f( {{{");
    fixture.append("listings/ch01-one/Cargo.toml", "[dependencies");
    fixture.write("listings/ch01-two/Cargo.toml", "[package]\nname = 7\n");
    fails(
        &fixture,
        &[
            "listings/ch01-one/Cargo.toml:7: ",
            "listings/ch01-two/Cargo.toml:2: ",
            "mend the manifest",
        ],
    );
    fixture.replace("listings/ch01-one/Cargo.toml", "[dependencies\n", "");
    fails(
        &fixture,
        &["bin/echo.rs:10: this is not understood as Rust"],
    );
}

#[test]
fn a_brace_in_the_first_column_of_a_text_cuts_no_item() {
    let fixture = Fixture::new();
    let raw = "fn raw() {\n    print(r#\"\n}\n\"#);\n    last();\n}\n";
    fixture.append("listings/ch01-one/src/bin/echo.rs", raw);
    fixture.append(PAGE, "{{#listing echo fn raw}}");
    let mut book = make::render(&fixture.root).unwrap();
    let page = book.publish().unwrap().join("ch01-one/index.html");
    let page = fs::read_to_string(page).unwrap();
    let (_, item) = page.split_once("<code>fn raw</code>").unwrap();
    let (item, _) = item.split_once("</figure>").unwrap();
    assert!(item.contains("    last();\n}"), "{page}");
}

/// What editors leave beside a page: a lock, which is a link that leads
/// nowhere, a swap file, a backup, a folder of settings.
#[cfg(unix)]
#[test]
fn what_editors_leave_is_no_part_of_the_book() {
    let fixture = Fixture::new();
    let lock = fixture.root.join("book/ch01-one/.#README.md");
    std::os::unix::fs::symlink("me@here.1234:5678", lock).unwrap();
    for folder in ["book", "book/ch01-one", "listings/ch01-one/src/bin"] {
        for name in [".a.md.swp", "a.md~", "#a.md#", ".idea/a.md", ".b.rs"] {
            fixture.write(&format!("{folder}/{name}"), "?");
        }
    }
    fixture.write("listings/.idea/a.xml", "?");
    fixture.write("listings/notes/todo.txt", "?");
    fixture.write("exercises/.idea/a.xml", "?");
    let mut book = make::render(&fixture.root).unwrap();
    let folder = book.publish().unwrap();
    let names = contents(&folder).into_keys();
    let left: Vec<_> = names.filter(|name| name.contains("a.md")).collect();
    assert!(left.is_empty(), "{left:?}");
    let target = fs::read_dir(fixture.root.join("target")).unwrap();
    assert_eq!(target.count(), 1, "the stage is gone");
}

#[test]
fn an_exercise_is_read_strictly_and_needs_what_is_there() {
    let fixture = Fixture::new();
    let at = "exercises/one-01-echo";
    fixture.write(&format!("{at}/hints.md"), "# Hints\n");
    let toml = "id = 'one-01-echo'\ntitle = 'Echo'\nminutes = 20\n\
                chapter = 'ch01-one'\nrole = 'server'\neditable = []\n\
                needs = ['ch01-one/README.md', 'one-01-echo']\n\
                starter = 'a'\ncheck = []\nwrong = []\n\
                [limits]\nstarts = 10\nanswers = 2\nmemory = 64\n";
    let file = format!("{at}/exercise.toml");
    fixture.write(&file, toml);
    make::render(&fixture.root).unwrap();

    fixture.write(&file, &toml.replace("/README", "/REDME"));
    let near = "did you mean `ch01-one/README.md`?";
    fails(
        &fixture,
        &[&file, "`ch01-one/REDME.md`, which is not", near],
    );
    fixture.write(&file, &toml.replace(", 'one-01", ", 'one-02"));
    let near = "did you mean `one-01-echo`?";
    fails(
        &fixture,
        &[&file, "`one-02-echo`, which is not there", near],
    );
    fixture.write(&file, &toml.replace("minutes", "hours"));
    let line = format!("{file}:3: unknown field `hours`");
    fails(&fixture, &[&line, "crates/exercise/src/lib.rs"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_no_file() {
    let fixture = Fixture::new();
    let link = |path: &str| {
        std::os::unix::fs::symlink("gone", fixture.root.join(path)).unwrap();
    };
    link("book/ch01-one/a.png");
    link("listings/ch01-one/src/bin/b.rs");
    fails(
        &fixture,
        &[
            "book/ch01-one/a.png: the link leads to no file",
            "listings/ch01-one/src/bin/b.rs: No such file",
        ],
    );
}

#[test]
fn a_fact_is_cited_and_listed() {
    let fixture = Fixture::new();
    let fact = "listings/ch01-one/facts/it_is_so.rs";
    fixture.write(fact, "pub fn run() {}\n");
    fails(&fixture, &["it_is_so.rs:1: the experiment does not open"]);
    fixture.write(fact, "//! `1` is so.\n\npub fn run() {}\n");
    fails(&fixture, &["facts/it_is_so.rs: no page cites this fact"]);
    fixture.append(PAGE, "It [is](fact:it-is-so), and [so](fact:it-is-so).");
    fixture.append("book/introduction.md", "Or [so](fact:it-is-no).");
    fails(
        &fixture,
        &[
            "introduction.md:5: there is no fact `it-is-no`",
            "`it-is-so`?",
        ],
    );
    fixture.replace("book/introduction.md", "it-is-no", "it-is-so");
    let mut book = make::render(&fixture.root).unwrap();
    let page = book.publish().unwrap().join("ch01-one/index.html");
    let page = fs::read_to_string(page).unwrap();
    for part in [
        "<a href=\"#fact-it-is-so\" title=\"1 is so.\">is</a>",
        "<li id=\"fact-it-is-so\"><code>1</code> is so. <a href=",
        "blob/main/listings/ch01-one/facts/it_is_so.rs",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
}
