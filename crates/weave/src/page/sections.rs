//! The sections of a page: each heading or defined term, and the prose below
//! it as plain text. Code is no prose.

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use std::collections::HashSet;
use std::mem::take;

/// A heading or a term, with what stands below it up to the next.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's text; none before the page's first.
    pub title: String,
    /// The fragment that mdBook gives it.
    pub id: String,
    /// The line of the heading, from 1.
    pub line: usize,
    /// Whether it is a term of a list of definitions.
    pub is_term: bool,
    /// Its paragraphs, items and rows, in their order.
    pub blocks: Vec<Block>,
    /// Where its links lead, as the page has them.
    pub links: Vec<String>,
}

/// A piece of prose.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph or an item of a list.
    Text(String),
    /// The cells of a table's row, but for the row of headings.
    Row(Vec<String>),
}

/// Looks for sections among the events of a page.
#[derive(Default)]
pub struct Sections {
    done: Vec<Section>,
    open: Section,
    text: String,
    cells: Vec<String>,
    in_code: bool,
    ids: HashSet<String>,
}

impl Sections {
    /// Reads the page's next event, which stands on this line.
    pub fn read(&mut self, event: &Event, line: impl FnOnce() -> usize) {
        match event {
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(*tag),
            // A directive stands for what is no prose.
            Event::Text(text) if self.in_code || text.starts_with("{{#") => {}
            Event::Text(text) | Event::Code(text) => self.text.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag, line: impl FnOnce() -> usize) {
        match tag {
            Tag::Heading { id, .. } => self.begin(id.as_ref(), line(), false),
            Tag::DefinitionListTitle => self.begin(None, line(), true),
            Tag::CodeBlock(_) => self.in_code = true,
            Tag::Link { dest_url, .. } => {
                self.open.links.push(dest_url.to_string());
            }
            Tag::Item | Tag::Paragraph => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) | TagEnd::DefinitionListTitle => self.title(),
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::TableCell => self.cells.push(plain(&take(&mut self.text))),
            TagEnd::TableHead => self.cells.clear(),
            TagEnd::TableRow => {
                let cells = take(&mut self.cells);
                self.open.blocks.push(Block::Row(cells));
            }
            TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::DefinitionListDefinition => self.flush(),
            _ => {}
        }
    }

    fn begin(&mut self, id: Option<&CowStr>, line: usize, is_term: bool) {
        self.flush();
        let section = Section {
            id: id.map(ToString::to_string).unwrap_or_default(),
            line,
            is_term,
            ..Section::default()
        };
        let last = std::mem::replace(&mut self.open, section);
        self.close(last);
    }

    fn title(&mut self) {
        self.open.title = plain(&take(&mut self.text));
        if self.open.id.is_empty() {
            self.open.id = self.unused(&id(&self.open.title));
        }
    }

    /// mdBook counts what would come a second time.
    fn unused(&mut self, id: &str) -> String {
        let counted = (1..).map(|count| format!("{id}-{count}"));
        let mut wanted = std::iter::once(id.to_string()).chain(counted);
        let free = wanted.find(|id| !self.ids.contains(id));
        let free = free.unwrap_or_default();
        self.ids.insert(free.clone());
        free
    }

    fn flush(&mut self) {
        let text = plain(&take(&mut self.text));
        if !text.is_empty() {
            self.open.blocks.push(Block::Text(text));
        }
    }

    fn close(&mut self, section: Section) {
        if !section.title.is_empty() || !section.blocks.is_empty() {
            self.done.push(section);
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Vec<Section> {
        self.flush();
        let last = take(&mut self.open);
        self.close(last);
        self.done
    }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A heading's fragment, as mdBook makes it of its text.
fn id(title: &str) -> String {
    let letters = title.to_lowercase();
    let letters = letters.chars().filter_map(|c| match c {
        '_' | '-' => Some(c),
        c if c.is_alphanumeric() => Some(c),
        c if c.is_whitespace() => Some('-'),
        _ => None,
    });
    letters.collect()
}

#[cfg(test)]
mod tests {
    use crate::page::Page;
    use crate::page::sections::Block;

    #[test]
    fn prose_stands_below_its_heading() {
        let page = Page::parse(
            "book/a.md",
            "# A `b`\n\nOne\ntwo.\n\n{{#listing x}}\n\n- three\n- four\n\n\
             ## The cure\n\n```text\nGET /\n```\n\n| h |\n|---|\n| `c` d |\n\n\
             ## The cure\n\nWord, word\n: See [b](b.md).\n",
        );
        let text = |text: &str| Block::Text(text.into());
        let found: Vec<_> = page
            .sections
            .iter()
            .map(|s| (s.title.as_str(), s.id.as_str(), s.line, &s.blocks))
            .collect();
        let first = vec![text("One two."), text("three"), text("four")];
        let row = vec![Block::Row(vec!["c d".into()])];
        let see = vec![text("See b.")];
        assert_eq!(
            found,
            [
                ("A b", "a-b", 1, &first),
                ("The cure", "the-cure", 11, &row),
                ("The cure", "the-cure-1", 21, &vec![]),
                ("Word, word", "word-word", 23, &see),
            ]
        );
        assert_eq!(page.sections[3].links, ["b.md"]);
        assert!(page.sections[3].is_term);
    }
}
