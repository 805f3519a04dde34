//! The contents beside each page: all chapters, the sections of this one,
//! the headings of this page. It stands in the page, so that it needs no
//! script; it does not hold the whole book, which would make the book's size
//! grow with the square of its pages.

use super::{replaced, to_root};
use crate::read::files::relative;
use markup::html::escape;
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::path::Path;

/// How a page says that a first reading may leave it out.
const DEPTH: &str = "*Depth: ";

/// A page of the book and the pages under it.
#[derive(Debug)]
pub struct Entry {
    /// The page's title.
    pub title: String,
    /// Its file, such as `ch01/index.html`.
    pub name: String,
    /// What it was made from, such as `ch01/README.md`.
    pub(super) source: String,
    /// `2`, or `2.1`; none before and after the numbered chapters.
    pub(super) number: Option<String>,
    /// True after a line between parts of the book.
    pub(super) apart: bool,
    /// A first reading may leave it out.
    pub(super) deep: bool,
    /// Its sections.
    pub under: Vec<Entry>,
}

impl Entry {
    /// The number of a chapter. What else has sections, as the exercises do,
    /// is none.
    pub(super) fn chapter(&self) -> Option<&str> {
        let rest = self.name.strip_prefix("ch")?;
        let is_chapter = rest.starts_with(|c: char| c.is_ascii_digit());
        let number = self.number.as_deref().filter(|_| is_chapter)?;
        (!number.contains('.')).then_some(number)
    }
}

/// All pages, in the order of the book.
#[derive(Debug)]
pub struct Contents {
    /// The pages at the top.
    pub entries: Vec<Entry>,
}

impl Contents {
    /// The contents of a book, from its `SUMMARY.md`.
    pub fn new(book: &Book) -> Contents {
        Contents {
            entries: entries(&book.items),
        }
    }

    /// Puts the contents into a page that has a place for it.
    pub fn put(&self, name: &str, page: &str) -> String {
        let html = match name {
            "toc.html" => self.html(name, &[], true),
            _ => self.html(name, &headings(page), false),
        };
        replaced(page, "contents", &html)
    }

    /// What is known of the pages by what they were made from, in the folder
    /// `src`, by the names of their files.
    pub fn by_name(
        &self,
        known: &HashMap<String, String>,
        src: &str,
    ) -> BTreeMap<String, String> {
        let mut by_name = BTreeMap::new();
        let mut entries: Vec<&Entry> = self.entries.iter().collect();
        while let Some(entry) = entries.pop() {
            if let Some(text) = known.get(&format!("{src}/{}", entry.source)) {
                by_name.insert(entry.name.clone(), text.clone());
            }
            entries.extend(&entry.under);
        }
        by_name
    }

    /// The first page, which is the book's `index.html` as well.
    pub fn first(&self) -> &str {
        self.entries.first().map_or("", |entry| entry.name.as_str())
    }

    fn html(&self, name: &str, headings: &[Heading], whole: bool) -> String {
        let current = match name {
            "index.html" => self.first(),
            name => name,
        };
        let mut list = List {
            current,
            root: to_root(name),
            headings,
            whole,
            out: String::new(),
        };
        list.level(&self.entries, "chapters");
        list.out
    }
}

fn entries(items: &[BookItem]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut apart = false;
    for item in items {
        match item {
            BookItem::Chapter(chapter) => {
                entries.extend(entry(chapter, apart));
                apart = false;
            }
            BookItem::Separator | BookItem::PartTitle(_) => apart = true,
        }
    }
    entries
}

/// Nothing for a chapter that is not written yet.
fn entry(chapter: &Chapter, apart: bool) -> Option<Entry> {
    let path = chapter.path.as_ref()?;
    let path = match path.file_name()?.to_str()? {
        "README.md" => path.with_file_name("index.html"),
        _ => path.with_extension("html"),
    };
    let parts: Vec<_> = path.iter().map(|p| p.to_string_lossy()).collect();
    let number = chapter.number.as_ref().map(ToString::to_string);
    let source = chapter.source_path.as_deref().unwrap_or(&path);
    let source = relative(Path::new(""), source);
    Some(Entry {
        title: chapter.name.clone(),
        source,
        name: parts.join("/"),
        number: number.map(|n| n.trim_end_matches('.').to_string()),
        apart,
        deep: chapter.content.lines().any(|line| line.starts_with(DEPTH)),
        under: entries(&chapter.sub_items),
    })
}

impl Entry {
    fn holds(&self, name: &str) -> bool {
        self.name == name || self.under.iter().any(|entry| entry.holds(name))
    }
}

/// A heading of a page: its id, and its text as HTML.
type Heading<'a> = (&'a str, &'a str);

/// The list while it is written.
struct List<'a> {
    current: &'a str,
    root: String,
    headings: &'a [Heading<'a>],
    whole: bool,
    out: String,
}

impl List<'_> {
    fn level(&mut self, entries: &[Entry], class: &str) {
        let _ = writeln!(self.out, "<ol class=\"{class}\">");
        for entry in entries {
            self.entry(entry);
        }
        self.out += "</ol>\n";
    }

    fn entry(&mut self, entry: &Entry) {
        let here = entry.name == self.current;
        let apart = if entry.apart { " class=\"apart\"" } else { "" };
        let current = if here { " aria-current=\"page\"" } else { "" };
        let number = entry
            .chapter()
            .map_or(String::new(), |number| format!("<span>{number}</span> "));
        let class = if number.is_empty() {
            ""
        } else {
            " class=\"chapter\""
        };
        let deep = if entry.deep {
            " <small>depth</small>"
        } else {
            ""
        };
        let _ = writeln!(
            self.out,
            "<li{apart}><a{class} href=\"{}{}\"{current}>{number}{}{deep}</a>",
            self.root,
            escape(&entry.name),
            escape(&entry.title)
        );
        if here {
            self.headings();
        }
        let open = self.whole || entry.holds(self.current);
        if open && !entry.under.is_empty() {
            self.level(&entry.under, "sections");
        }
        self.out += "</li>\n";
    }

    /// One heading alone leads nowhere new.
    fn headings(&mut self) {
        if self.headings.len() < 2 {
            return;
        }
        // The letters of an index stand in one line.
        let letters = self.headings.iter().all(|(_, text)| text.len() == 1);
        let class = if letters {
            "headings letters"
        } else {
            "headings"
        };
        let _ = writeln!(self.out, "<ol class=\"{class}\">");
        for (id, text) in self.headings {
            let _ = writeln!(self.out, "<li><a href=\"#{id}\">{text}</a></li>");
        }
        self.out += "</ol>\n";
    }
}

/// The headings of the second level, as mdBook writes them:
/// `<h2 id="a"><a class="header" href="#a">A</a></h2>`.
fn headings(page: &str) -> Vec<Heading<'_>> {
    let mut pieces = page.split("<h2 id=\"");
    pieces.next();
    pieces
        .filter_map(|piece| {
            let (heading, _) = piece.split_once("</h2>")?;
            let (id, rest) = heading.split_once('"')?;
            let (_, link) = rest.split_once("<a ")?;
            let (_, text) = link.split_once('>')?;
            Some((id, text.strip_suffix("</a>")?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book() -> Contents {
        let entry =
            |title: &str, name: &str, number: Option<&str>, under| Entry {
                title: title.into(),
                name: name.into(),
                source: String::new(),
                number: number.map(str::to_string),
                apart: number.is_none() && name != "intro.html",
                deep: name == "ch01-one/a.html",
                under,
            };
        Contents {
            entries: vec![
                entry("Intro", "intro.html", None, vec![]),
                entry(
                    "One",
                    "ch01-one/index.html",
                    Some("1"),
                    vec![entry(
                        "A <b>",
                        "ch01-one/a.html",
                        Some("1.1"),
                        vec![],
                    )],
                ),
                entry("Two", "ch02-two/index.html", Some("2"), vec![]),
                entry("Last", "last.html", None, vec![]),
            ],
        }
    }

    #[test]
    fn a_page_has_its_chapter_unfolded_and_its_headings() {
        let page = "<!--contents--><!--/contents-->\n<h2 id=\"x\"><a \
                    class=\"header\" href=\"#x\">X <code>y</code></a></h2>\
                    <h2 id=\"z\"><a class=\"header\" href=\"#z\">Z</a></h2>";
        let html = book().put("ch01-one/index.html", page);
        for part in [
            "<a href=\"../intro.html\">Intro</a>",
            "<a class=\"chapter\" href=\"../ch01-one/index.html\" \
             aria-current=\"page\"><span>1</span> One</a>",
            "<a href=\"#x\">X <code>y</code></a>",
            "<a href=\"../ch01-one/a.html\">A &lt;b&gt; \
             <small>depth</small></a>",
            "<li class=\"apart\"><a href=\"../last.html\">",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let html = book().put("ch02-two/index.html", page);
        assert!(!html.contains("ch01-one/a.html"), "{html}");
    }

    #[test]
    fn the_book_s_index_is_its_first_page() {
        let html = book().html("index.html", &[], false);
        let part = "<a href=\"intro.html\" aria-current=\"page\">";
        assert!(html.contains(part), "{html}");
    }

    #[test]
    fn the_page_of_all_pages_has_all() {
        let html = book().html("toc.html", &[], true);
        assert!(html.contains("href=\"ch01-one/a.html\""), "{html}");
    }
}
