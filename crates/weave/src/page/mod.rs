//! What a page may hold: prose, directives, and no code typed by hand.

pub mod directive;

use crate::problem::Problem;
use crate::web::fence::Kind;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::ops::Range;

/// A page's text, made ready for its directives to be replaced.
pub struct Page {
    /// The lines, with links to a `README.md` sent to the page that mdBook
    /// makes of it.
    pub lines: Vec<String>,
    /// The code blocks, as ranges of line indices.
    pub fences: Vec<Range<usize>>,
    /// Those of them that become figures.
    pub figures: Vec<(Range<usize>, Kind)>,
}

/// Reads a page and reports every piece of code that was typed by hand.
pub fn read(file: &str, text: &str, problems: &mut Vec<Problem>) -> Page {
    let mut reader = Reader {
        file,
        text,
        problems,
        fences: Vec::new(),
        figures: Vec::new(),
        edits: Vec::new(),
    };
    reader.read();
    let (fences, mut edits) = (reader.fences, reader.edits);
    let figures = reader.figures;
    let mut text = text.to_string();
    edits.sort_by_key(|at| at.start);
    for at in edits.into_iter().rev() {
        text.replace_range(at, "index.md");
    }
    Page {
        lines: text.lines().map(str::to_string).collect(),
        fences,
        figures,
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    problems: &'a mut Vec<Problem>,
    fences: Vec<Range<usize>>,
    figures: Vec<(Range<usize>, Kind)>,
    edits: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn read(&mut self) {
        // What mdBook reads as code or as a link must be so here too.
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_GFM;
        let mut parser = Parser::new_ext(self.text, options).into_offset_iter();
        for (event, at) in parser.by_ref() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => self.block(kind, at),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    self.link(&dest_url, at);
                }
                Event::Html(html) | Event::InlineHtml(html)
                    if html.contains("<pre") =>
                {
                    self.typed("a `<pre>`", at.start);
                }
                _ => {}
            }
        }
        let definitions: Vec<_> = parser
            .reference_definitions()
            .iter()
            .map(|(_, def)| (def.dest.to_string(), def.span.clone()))
            .collect();
        for (dest, at) in definitions {
            self.link(&dest, at);
        }
    }

    fn block(&mut self, kind: CodeBlockKind, at: Range<usize>) {
        let block = self.text[at.clone()].trim_end();
        let first = self.text[..at.start].matches('\n').count();
        let lines = first..first + block.lines().count();
        self.fences.push(lines.clone());
        let alone = at.start == 0 || self.text[..at.start].ends_with('\n');
        match kind {
            CodeBlockKind::Fenced(info)
                if alone && let Some(kind) = Kind::of(&info) =>
            {
                self.figures.push((lines, kind));
            }
            CodeBlockKind::Fenced(info) if &*info == "text" => {
                // Behind the marks of a quotation or a list, if it is in one.
                let is_prompt = |line: &str| {
                    line.trim_start_matches(['>', ' ']).starts_with("$ ")
                };
                if block.lines().any(is_prompt) {
                    self.typed("a console session", at.start);
                }
            }
            CodeBlockKind::Fenced(info) => {
                self.typed(&format!("a ```{info} block"), at.start);
            }
            CodeBlockKind::Indented => {
                self.typed("an indented code block", at.start);
            }
        }
    }

    fn typed(&mut self, what: &str, at: usize) {
        let line = self.text[..at].matches('\n').count() + 1;
        self.problems.push(Problem::at(
            self.file,
            line,
            format!("{what} is typed by hand"),
            "show a listing or a record instead (`{{#listing NAME}}`, \
             `{{#console NAME}}`); only ```text may be typed, for excerpts \
             of a protocol, and ```sequence and ```packet, for figures",
        ));
    }

    /// mdBook publishes a folder's `README.md` as its `index.html`, but
    /// leaves links to it alone.
    fn link(&mut self, dest: &str, at: Range<usize>) {
        let path = dest.split('#').next().unwrap_or_default();
        let is_readme = path == "README.md" || path.ends_with("/README.md");
        if dest.contains(':') || !is_readme {
            return;
        }
        if let Some(found) = self.text[at.clone()].rfind(dest) {
            let end = at.start + found + path.len();
            let edit = end - "README.md".len()..end;
            if !self.edits.contains(&edit) {
                self.edits.push(edit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> (String, Vec<String>) {
        let mut problems = Vec::new();
        let page = read("book/a.md", text, &mut problems);
        let whats = problems.iter().map(Problem::to_string).collect();
        (page.lines.join("\n"), whats)
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
}
