//! What the book promises, each promise broken on purpose: the build fails
//! and says which file, what is wrong, and what to do.

mod fixture;

use fixture::Fixture;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use weave::make;

const PAGE: &str = "book/ch01-one/README.md";

/// Builds and returns the error, which must be all of these words.
fn fails(fixture: &Fixture, words: &[&str]) {
    let error = match make::render(&fixture.root) {
        Ok(_) => panic!("the book was built; {words:?} were expected"),
        Err(error) => format!("{error:#}"),
    };
    for word in words {
        assert!(error.contains(word), "no {word:?} in:\n{error}");
    }
    let left = fs::read_dir(fixture.root.join("target"));
    let left: Vec<_> = left.into_iter().flatten().flatten().collect();
    assert!(left.is_empty(), "a failed build left {left:?}");
}

#[test]
fn a_right_book_is_built() {
    let fixture = Fixture::new();
    let mut book = make::render(&fixture.root).unwrap();
    assert_eq!(book.pages, 2);
    let folder = book.publish().unwrap();
    assert_eq!(folder, fixture.root.join("target/book"));

    let page = fs::read_to_string(folder.join("ch01-one/index.html")).unwrap();
    for part in [
        "cargo add tokio@1.54 --features net,rt",
        "href=\"https://example.org/repo/blob/main/listings/ch01-one/src/",
        "Run it: <code>cargo run -p ch01-one --bin echo</code>",
        "id=\"listing-echo\"",
        "<code>fn main</code></span>",
        "&lt;hello&gt;",
        "Terminal 2 · client",
        "exit status 1",
        "<summary>The same in Python",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
    let introduction = folder.join("introduction.html");
    let introduction = fs::read_to_string(introduction).unwrap();
    assert!(introduction.contains("href=\"ch01-one/index.html#an-echo\""));
    let target = fs::read_dir(fixture.root.join("target")).unwrap();
    assert_eq!(target.count(), 1, "the temporary folders are gone");
}

#[test]
fn the_same_tree_gives_the_same_book() {
    let fixture = Fixture::new();
    let build = || {
        let mut book = make::render(&fixture.root).unwrap();
        contents(&book.publish().unwrap())
    };
    assert_eq!(build(), build());
}

#[test]
fn many_builds_at_once_leave_one_book() {
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                Command::new(env!("CARGO_BIN_EXE_book"))
                    .arg("build")
                    .current_dir(&fixture.root)
                    .stderr(Stdio::null())
                    .status()
                    .map(|status| assert!(status.success()))
                    .unwrap()
            });
        }
    });
    let target = fixture.root.join("target");
    assert!(target.join("book/ch01-one/index.html").is_file());
    assert_eq!(fs::read_dir(target).unwrap().count(), 1);
}

#[test]
fn an_unknown_listing() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#listing ecko}}");
    let line = "book/ch01-one/README.md:23: there is no listing `ecko`";
    fails(&fixture, &[line, "did you mean `echo`?"]);
}

#[test]
fn an_unknown_item() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#listing echo fn mian}}");
    fails(
        &fixture,
        &[
            "book/ch01-one/README.md:23: ",
            "src/bin/echo.rs has no `fn mian`",
            "did you mean `fn main`?",
            "const TEXT",
        ],
    );
}

#[test]
fn an_unknown_record_an_unknown_twin_an_unknown_package() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "{{#console ecxo}}\n\n{{#twin eco}}\n");
    fixture.append(PAGE, "{{#cargo-add ch01-onne}}");
    fails(
        &fixture,
        &[
            "README.md:23: there is no record `ecxo`",
            "README.md:25: there is no twin `eco`",
            "there is no package `ch01-onne`",
            "did you mean `ch01-one`?",
            "3 problems",
        ],
    );
}

#[test]
fn a_renamed_binary() {
    let fixture = Fixture::new();
    fixture.rename(
        "listings/ch01-one/src/bin/echo.rs",
        "listings/ch01-one/src/bin/echoes.rs",
    );
    fails(
        &fixture,
        &[
            "recorded/echo.console:2: the command runs `echo`, which does \
             not exist",
            "did you mean `echoes`?",
            "README.md:11: there is no listing `echo`",
            "src/bin/echoes.rs: no page shows this listing",
        ],
    );
}

#[test]
fn a_record_that_runs_another_package_or_no_cargo() {
    let fixture = Fixture::new();
    let record = "listings/ch01-one/recorded/echo.console";
    fixture.write(record, "[a]\n$ cargo run -p ch02-tcp\n$ curl x\n");
    fails(
        &fixture,
        &[
            "echo.console:2: the command runs another package",
            "a record here runs `-p ch01-one`",
            "echo.console:3: `curl x`",
        ],
    );
}

#[test]
fn a_record_that_cannot_be_read() {
    let fixture = Fixture::new();
    fixture.write("listings/ch01-one/recorded/echo.console", "hello\n");
    fails(&fixture, &["echo.console:1: ", "first terminal"]);
}

#[test]
fn a_console_typed_by_hand() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "```console\n$ cargo run\n```");
    fails(
        &fixture,
        &["README.md:23: a ```console block", "{{#console NAME}}"],
    );
}

#[test]
fn a_directive_in_a_sentence() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "Look at {{#listing echo}}.");
    fails(&fixture, &["README.md:23: ", "alone on its line"]);
}

#[test]
fn a_directive_in_a_block_of_text() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "```text\n{{#listing echo}}\n```");
    fails(&fixture, &["README.md:24: ", "inside a code block"]);
}

#[test]
fn a_listing_shown_twice() {
    let fixture = Fixture::new();
    fixture.append("book/introduction.md", "{{#listing echo}}");
    fails(
        &fixture,
        &["shown whole already", "README.md:11", "`#listing-echo`"],
    );
}

#[test]
fn what_nobody_shows() {
    let fixture = Fixture::new();
    for path in ["src/bin/a.rs", "python/b.py", "recorded/c.console"] {
        fixture.write(&format!("listings/ch01-one/{path}"), "");
    }
    fails(
        &fixture,
        &[
            "listings/ch01-one/src/bin/a.rs: no page shows this listing",
            "put `{{#listing a}}` on a page",
            "listings/ch01-one/python/b.py: no page shows this twin",
            "put `{{#twin b}}` on a page",
            "listings/ch01-one/recorded/c.console: no page shows this record",
            "put `{{#console c}}` on a page",
        ],
    );
}

#[test]
fn a_figure_that_has_no_words() {
    let fixture = Fixture::new();
    let svg = "<svg viewBox=\"0 0 9 9\"><title>A</title></svg>";
    fixture.write("book/ch01-one/a.svg", svg);
    fixture.write("book/ch01-one/b.svg", svg);
    fixture.append(PAGE, "{{#figure a}}");
    fails(
        &fixture,
        &[
            "book/ch01-one/a.svg: the drawing has no <desc>",
            "give it a <title>",
            "book/ch01-one/b.svg: the drawing has no <desc>",
            "book/ch01-one/b.svg: no page shows this figure",
        ],
    );
}

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
    assert_eq!(page.matches("    last();\n}").count(), 2, "{page}");
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
                starter = 'a'\ncheck = []\nwrong = []\n";
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
        "<a href=\"#fact-it-is-so\">is</a>",
        "<li id=\"fact-it-is-so\"><code>1</code> is so. <a href=",
        "blob/main/listings/ch01-one/facts/it_is_so.rs",
    ] {
        assert!(page.contains(part), "no {part} in:\n{page}");
    }
}

#[test]
fn an_ambiguous_name() {
    let fixture = Fixture::new();
    let manifest = "[package]\nname = \"ch02-two\"\n";
    fixture.write("listings/ch02-two/Cargo.toml", manifest);
    fixture.write("listings/ch02-two/src/bin/echo.rs", "fn main() {}\n");
    fails(
        &fixture,
        &[
            "listings/ch02-two/src/bin/echo.rs: the listing name `echo` is \
             ambiguous: listings/ch01-one/src/bin/echo.rs and",
            "rename one",
        ],
    );
}

#[test]
fn a_missing_page() {
    let fixture = Fixture::new();
    fixture.remove("book/introduction.md");
    fails(
        &fixture,
        &[
            "book/SUMMARY.md:3: the page `introduction.md` does not exist",
            "write it, or remove its line",
        ],
    );
}

#[test]
fn a_page_that_is_not_listed() {
    let fixture = Fixture::new();
    fixture.write("book/extra.md", "# Extra\n");
    fails(
        &fixture,
        &["book/extra.md: book/SUMMARY.md does not list", "extra.md)`"],
    );
}

#[test]
fn a_dead_link() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "See [it](../introductoin.md).");
    fails(
        &fixture,
        &[
            "book/ch01-one/README.md:23: the link `../introductoin.html`",
            "did you mean `introduction.html`?",
        ],
    );
}

#[test]
fn a_dead_fragment() {
    let fixture = Fixture::new();
    fixture.replace("book/introduction.md", "#an-echo", "#an-ecko");
    fails(
        &fixture,
        &[
            "book/introduction.md:3: `ch01-one/index.html` has no `#an-ecko`",
            "did you mean `an-echo`?",
            "1 problem;",
        ],
    );
}

#[test]
fn a_link_into_the_repository_that_leads_to_no_file() {
    let fixture = Fixture::new();
    let url = "https://example.org/repo/blob/main/listings/none.rs";
    fixture.append(PAGE, &format!("See [it]({url})."));
    fails(&fixture, &["README.md:23: the link to `listings/none.rs`"]);
}

#[test]
fn a_directive_where_none_is_replaced() {
    let fixture = Fixture::new();
    fixture.append("book/404.md", "{{#listing echo}}");
    fails(&fixture, &["book/404.md: a `{{#…}}` is left"]);
}

#[test]
fn html_that_is_left_open() {
    let fixture = Fixture::new();
    fixture.append(PAGE, "<details><summary>More</summary>\n\nText.");
    fails(
        &fixture,
        &["book/ch01-one/README.md: unclosed HTML tag `<details>`"],
    );
}

/// Every file of a folder, by its path.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(contents(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            all.insert(path.display().to_string(), bytes);
        }
    }
    all
}
