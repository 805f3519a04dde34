//! How a listing stands on its page: the lines that matter where they are
//! discussed, each line once, the rest of the program folded.

use crate::fixture::{Fixture, fails};
use std::fs;
use weave::make;

const PAGE: &str = "book/ch01-one/README.md";
const LONG: &str = "\
//! Long.

use std::env;

/// How many.
const COUNT: usize = 3;

fn main() {
    run(COUNT);
}

fn run(count: usize) {
    one(count);
    two(count);
    three(count);
    four(count);
    five(count);
    six(count);
}

fn end() {}
";

/// A chapter with `long`, and these lines at the end of its page.
fn with(lines: &str) -> Fixture {
    let fixture = Fixture::new();
    fixture.write("listings/ch01-one/src/bin/long.rs", LONG);
    fixture.append(PAGE, lines);
    fixture
}

fn page(fixture: &Fixture, name: &str) -> String {
    let mut book =
        make::render(&fixture.root).unwrap_or_else(|error| panic!("{error:#}"));
    let folder = book.publish().unwrap();
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The lines of a listing that a page's blocks have, by their numbers.
fn lines(page: &str, listing: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let figure = format!("<figure class=\"listing\" data-listing=\"{listing}");
    for block in page.split(&figure).skip(1) {
        let (block, _) = block.split_once("</figure>").unwrap();
        for run in block.split("data-lines=\"").skip(1) {
            let (place, code) = run.split_once("\">").unwrap();
            let (code, _) = code.split_once("</code>").unwrap();
            let (first, last) = place.split_once('-').unwrap();
            let first: usize = first.parse().unwrap();
            let code = plain(code);
            assert_eq!(
                code.lines().count(),
                last.parse::<usize>().unwrap() + 1 - first
            );
            lines.extend((first..).zip(code.lines().map(String::from)));
        }
    }
    lines
}

/// Text without tags and references.
fn plain(html: &str) -> String {
    let pieces = html.split('<');
    let text: String = pieces
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text))
        .collect();
    text.replace("&#10;", "\n")
        .replace("&#123;", "{")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn each_line_of_a_program_stands_on_its_page_once() {
    let fixture = with(
        "{{#listing long fn run}}\n\nText.\n\n## Next\n\n\
         {{#listing long const COUNT}}\n",
    );
    let page = page(&fixture, "ch01-one/index.html");
    let mut lines = lines(&page, "long");
    lines.sort();
    let wanted = LONG.lines().map(String::from);
    let wanted = (1..).zip(wanted).filter(|(_, line)| !line.is_empty());
    let lines = lines.into_iter().filter(|(_, line)| !line.is_empty());
    assert_eq!(lines.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
}

#[test]
fn the_rest_is_folded_at_the_end_of_the_section() {
    let page = page(
        &with(
            "{{#listing long fn run}}\n\nMiddle.\n\n## Next\n\n\
             {{#listing long const COUNT}}\n",
        ),
        "ch01-one/index.html",
    );
    let places = [
        "data-lines=\"12-19\"",
        "<p>Middle.</p>",
        "<summary>The rest of <code>long</code>, 7 lines</summary>",
        "data-lines=\"1-3\"",
        "data-lines=\"8-10\"",
        "data-lines=\"21-21\"",
        "<h2 id=\"next\">",
        "data-lines=\"5-6\"",
    ];
    let (_, page) = page.split_once("data-listing=\"long\"").unwrap();
    let at = |part: &&str| {
        page.find(*part)
            .unwrap_or_else(|| panic!("no {part} in:\n{page}"))
    };
    let found: Vec<usize> = places.iter().map(at).collect();
    assert!(found.is_sorted(), "{found:?} in:\n{page}");
}

#[test]
fn a_folded_listing_shows_nothing_and_has_it_all() {
    let page = page(&with("{{#listing long folded}}"), "ch01-one/index.html");
    let summary = "<summary>All of <code>long</code>, 21 lines</summary>";
    assert!(page.contains(summary), "{page}");
    assert_eq!(lines(&page, "long").len(), 21);
}

#[test]
fn another_page_shows_a_part_and_leads_to_the_whole() {
    let fixture = with("{{#listing long fn run}}");
    fixture.append("book/introduction.md", "{{#listing long fn end}}");
    let whole = "{{#listing long fn run}}";
    fixture.replace(
        PAGE,
        whole,
        &format!("{whole}\n\n{{{{#listing long folded}}}}"),
    );
    let page = page(&fixture, "introduction.html");
    let link = "Whole in <a href=\"ch01-one/index.html#listing-long\">One</a>";
    assert!(page.contains(link), "{page}");
    assert!(!page.contains("The rest of <code>long"), "{page}");
    assert!(!page.contains("data-whole"), "{page}");
}

#[test]
fn a_line_that_stands_on_the_page_already() {
    let fixture = with("{{#listing long fn run}}\n\n{{#listing long}}\n");
    fails(
        &fixture,
        &[
            "README.md:25: all of `long` stands on this page already, from \
             line 23 on",
            "show each line once",
        ],
    );
}

#[test]
fn items_in_another_order_than_the_file_s() {
    fails(
        &with("{{#listing long fn run, fn main}}"),
        &["these items of `long` are not in its order"],
    );
}

#[test]
fn code_of_two_listings_that_is_the_same() {
    let fixture = with("{{#listing long fn run}}\n\n{{#listing other fn run}}");
    let other = LONG.replace("Long", "Other").replace("two", "second");
    let path = "listings/ch01-one/src/bin/other.rs";
    fixture.write(path, &other.replace("second(count)", "two(count)"));
    fails(
        &fixture,
        &[
            "src/bin/other.rs:12 and the five lines after it stand here twice",
            "`{{#listing other since long}}`",
        ],
    );
    // Told apart where they differ, they are a step.
    fixture.write(path, &other);
    fixture.replace(PAGE, "other fn run", "other since long");
    let page = page(&fixture, "ch01-one/index.html");
    assert!(
        page.contains("Marked: what <code>long</code> has not"),
        "{page}"
    );
    assert_eq!(page.matches("<ins>").count(), 1, "{page}");
    assert!(page.contains("<ins>    second(count);</ins>"), "{page}");
}

#[test]
fn a_step_in_which_nothing_is_new() {
    let fixture =
        with("{{#listing long fn run}}\n\n{{#listing other since long}}");
    let path = "listings/ch01-one/src/bin/other.rs";
    fixture.write(path, &LONG.replace("Long", "Other"));
    fails(&fixture, &["no item of `other` has anything new"]);
}

#[test]
fn two_beginnings_that_are_the_same_are_marked_where_they_differ() {
    let begin = LONG.replace("fn end() {}", "fn last() {\n    end();\n}");
    let fixture =
        with("{{#listing long fn end}}\n\n{{#listing other fn last}}");
    fixture.write("listings/ch01-one/src/bin/other.rs", &begin);
    let page = page(&fixture, "ch01-one/index.html");
    let (_, rest) = page.split_once("The rest of <code>other").unwrap();
    assert!(rest.contains("Marked: what <code>long</code> has not"));
}
