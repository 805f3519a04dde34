//! The commands that build a book, and what they say where they cannot.

use crate::fixture::Fixture;
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn build_writes_the_book_or_says_why_not() {
    let fixture = Fixture::new();
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(0), "{error}");
    assert!(fixture.root.join("target/book/index.html").is_file());

    fixture.append("book/introduction.md", "{{#listing none}}");
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(1), "{error}");
    assert!(error.contains("introduction.md:5: there is no"), "{error}");
    assert!(fixture.root.join("target/book/index.html").is_file());
}

#[test]
fn unknown_arguments_get_one_line_of_usage() {
    let fixture = Fixture::new();
    for args in [
        &["biuld"][..],
        &["build", "x"],
        &["--port"],
        &["--port", "x"],
        &["--port", "70000"],
        &["preprocess", "x"],
    ] {
        let (status, error) = run(&fixture, args, "");
        assert_eq!(status, Some(2), "{args:?}: {error}");
        assert!(error.starts_with("usage: cargo book "), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn a_folder_without_a_book() {
    let fixture = Fixture::new();
    fixture.remove("book.toml");
    let (status, error) = run(&fixture, &["build"], "");
    assert_eq!(status, Some(1));
    assert!(error.contains("no book.toml here or above"), "{error}");
}

/// The binary as a stock mdBook starts it: `mdbook build` with this command
/// must give the same pages.
#[test]
fn the_preprocessor_for_a_stock_mdbook() {
    let fixture = Fixture::new();
    let supports =
        |renderer| run(&fixture, &["preprocess", "supports", renderer], "").0;
    assert_eq!(supports("html"), Some(0));
    assert_eq!(supports("epub"), Some(1));

    let mut ours = weave::make::render(&fixture.root).unwrap();
    let ours = ours.publish().unwrap();
    let page = "ch01-one/index.html";
    let ours = fs::read_to_string(ours.join(page)).unwrap();

    let command = format!("{} preprocess", env!("CARGO_BIN_EXE_book"));
    let command = command.replace('\\', "/");
    fixture.replace("book.toml", "\"true\"", &format!("'{command}'"));
    let book = mdbook_driver::MDBook::load(&fixture.root).unwrap();
    book.build().unwrap();
    let stock = fixture.root.join("target/book").join(page);
    assert_eq!(fs::read_to_string(stock).unwrap(), ours);

    fixture.append("book/introduction.md", "{{#listing none}}");
    let book = mdbook_driver::MDBook::load(&fixture.root).unwrap();
    assert!(book.build().is_err());
}

#[test]
fn an_input_that_is_no_book() {
    let fixture = Fixture::new();
    let (status, error) = run(&fixture, &["preprocess"], "{}");
    assert_eq!(status, Some(1));
    assert!(error.contains("Unable to parse the input"), "{error}");
}

/// Runs `book` in the fixture; its exit status and its standard error.
fn run(fixture: &Fixture, args: &[&str], input: &str) -> (Option<i32>, String) {
    let mut book = Command::new(env!("CARGO_BIN_EXE_book"))
        .args(args)
        .current_dir(&fixture.root)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = book.stdin.take().unwrap();
    // A program that refuses its arguments does not read.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = book.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), error)
}
