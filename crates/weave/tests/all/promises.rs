//! What the book promises, each promise broken on purpose: the build fails
//! and says which file, what is wrong, and what to do.

use crate::fixture::{Fixture, contents, fails};
use std::fs;
use std::process::{Command, Stdio};
use weave::make;

const PAGE: &str = "book/ch01-one/README.md";

#[test]
fn a_right_book_is_built() {
    let fixture = Fixture::new();
    let mut book = make::render(&fixture.root).unwrap();
    assert_eq!(book.pages, 2);
    let folder = book.publish().unwrap();
    assert_eq!(folder, fixture.root.join("target/book"));

    let page = fs::read_to_string(folder.join("ch01-one/index.html")).unwrap();
    for part in [
        "cargo add tokio@1.54 <span class=\"w\">--features</span> net,rt",
        "href=\"https://example.org/repo/blob/main/listings/ch01-one/src/",
        "Run it: <code>cargo run <span class=\"w\">-p</span> ",
        " <span class=\"w\">--bin</span> echo</code>",
        "id=\"listing-echo\"",
        "<code>fn main</code>, lines\u{a0}<span class=\"w\">5–8</span></span>",
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
    fixture.replace(PAGE, "{{#listing echo fn main}}", "{{#listing echo}}");
    fails(
        &fixture,
        &[
            "README.md:11: the listing `echo` is shown whole already, at \
             book/introduction.md:5",
            "`#listing-echo`",
        ],
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
