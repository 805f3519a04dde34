//! What a page is parsed into, and what is told of a wrong one.

use super::*;

fn check(text: &str) -> (String, Vec<String>) {
    let page = Page::parse("book/a.md", text);
    let whats = page.problems.iter().map(Problem::to_string).collect();
    let prose = page.pieces.iter().map(|piece| match piece {
        Piece::Prose(text) => text.as_str(),
        _ => "",
    });
    let prose: String = prose.collect();
    (prose.trim_end().to_string(), whats)
}

#[test]
fn code_typed_by_hand_is_reported_with_its_line() {
    for (text, what) in [
        ("a\n\n```rust\nx\n```\n", "book/a.md:3: a ```rust block"),
        ("```console\n$ ls\n```\n", "book/a.md:1: a ```console block"),
        ("~~~\nx\n~~~\n", "book/a.md:1: a ``` block"),
        ("> ```py\n> x\n> ```\n", "book/a.md:1: a ```py block"),
        ("```text\n$ ls\n```\n", "book/a.md:1: a console session"),
        (
            "- a\n\n  ```text\n  $ ls\n  ```\n",
            "book/a.md:3: a console",
        ),
        ("a\n\n    code\n", "book/a.md:3: an indented code block"),
        ("<pre>\nx\n</pre>\n", "book/a.md:1: a `<pre>`"),
    ] {
        let (_, problems) = check(text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].starts_with(what), "{problems:?}");
    }
}

#[test]
fn excerpts_and_inline_code_are_welcome() {
    let (_, problems) = check("`a`\n\n```text\nGET / HTTP/1.1\n```\n");
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn a_fact_is_cited_by_a_link() {
    let text = "# A\n\nIt [is lost](fact:send-to-nobody).\n";
    let page = Page::parse("book/a.md", text);
    assert_eq!(page.facts, [("send-to-nobody".to_string(), 3)]);
    assert!(check(text).0.ends_with("[is lost](#fact-send-to-nobody)."));
}

#[test]
fn a_packet_is_a_link_to_its_arrow() {
    let text = "{{#wire echo packets 1-2: packet 1}}\n\n\
                In packets 4 and 5, `packet 6`,\n\
                [packet 7](#x) and [it](packet:other-8).\n";
    let page = Page::parse("book/a.md", text);
    let named = page.packets.iter().map(|p| (&*p.stem, p.number, p.line));
    let named: Vec<_> = named.collect();
    assert_eq!(named, [("echo", 4, 3), ("echo", 5, 3), ("other", 8, 4)]);
    assert!(check(text).0.ends_with(
        "In [packets 4](#echo-packet-4) and [5](#echo-packet-5), \
         `packet 6`,\n[packet 7](#x) and [it](#other-packet-8)."
    ));
    let (_, problems) = check("[a](packet:echo)\n");
    assert!(problems[0].contains("names no packet"), "{problems:?}");
}

#[test]
fn links_to_a_readme_go_to_its_page() {
    let (text, _) = check(
        "[a](../ch03/README.md#x), [b](README.md), [c][c]\n\
         [d](https://example.org/README.md) `README.md`\n\n\
         [c]: ../ch01/README.md\n",
    );
    assert_eq!(
        text,
        "[a](../ch03/index.md#x), [b](index.md), [c][c]\n\
         [d](https://example.org/README.md) `README.md`\n\n\
         [c]: ../ch01/index.md"
    );
}
