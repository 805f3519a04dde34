//! What the search box reads: every page with its sections, the names that
//! its listings use, what readers call it, and the errors that they bring.
//! `theme/search/rank.js` ranks it.

mod errors;
mod postings;

use crate::book::Book;
use crate::check::content::{Content, Contents};
use crate::check::needs;
use crate::check::shown::Shown;
use crate::index::Items;
use crate::page::Page;
use crate::page::sections::{Block, Section};
use errors::Known;
use postings::{Postings, TEXT};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub use errors::rows;

/// How a page calls the section that is not searched.
const SOURCES: &str = "Sources";

/// All that is searched.
#[derive(Debug, Serialize)]
pub struct Search<'b> {
    pages: Vec<Found<'b>>,
    words: Postings<'b>,
    errors: Vec<Known<'b>>,
    stop: &'b BTreeSet<String>,
    same: &'b [Vec<String>],
}

/// A page as it is searched.
#[derive(Debug, Serialize)]
struct Found<'b> {
    url: String,
    title: &'b str,
    /// The title of its folder's first page, if it is another.
    chapter: Option<&'b str>,
    weight: f64,
    /// What readers call its subject.
    words: Vec<&'b str>,
    sections: Vec<Part<'b>>,
}

/// A section as it is searched.
#[derive(Debug, Serialize)]
struct Part<'b> {
    id: &'b str,
    title: &'b str,
    text: Vec<String>,
    /// The names in its listings, and what readers call its subject.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<&'b str>,
}

impl<'b> Search<'b> {
    /// Everything that a book has to be searched.
    pub fn of(book: &'b Book, contents: &'b [Contents<'b>]) -> Search<'b> {
        let shown = Shown::new(&book.pages);
        let mut pages: Vec<Found> =
            book.pages.iter().map(|page| found(book, page)).collect();
        for (name, words) in &book.words.pages {
            name_pages(book, &mut pages, name, words);
        }
        define(book, &mut pages);
        let of_contents = || contents.iter().flat_map(|page| &page.contents);
        for content in of_contents() {
            if let Content::Items(items) = content {
                name_items(book, &mut pages, &shown, items);
            }
        }
        let shows = of_contents().find_map(|content| match content {
            Content::Errors(errors) => Some(errors),
            _ => None,
        });
        Search {
            errors: errors::known(book, &shown, shows),
            words: postings(&pages, &book.words.stop),
            pages,
            stop: &book.words.stop,
            same: &book.words.same,
        }
    }
}

/// The words of all pages. The sections are counted through, and behind those
/// of a page stands what readers call it, as one more.
fn postings<'b>(pages: &[Found], stop: &'b BTreeSet<String>) -> Postings<'b> {
    let mut postings = Postings::new(stop);
    let mut number = 0;
    for page in pages {
        for (order, section) in page.sections.iter().enumerate() {
            section.post(&mut postings, number, order == 0);
            number += 1;
        }
        let words: BTreeSet<&str> = page
            .words
            .iter()
            .flat_map(|words| words.split(' '))
            .collect();
        for word in words {
            postings.add(word, number, 6 * TEXT);
        }
        number += 1;
    }
    postings
}

impl Part<'_> {
    /// Where a word stands says how much the page is about it.
    fn post(&self, postings: &mut Postings, number: usize, is_first: bool) {
        let heading = if is_first { 9 } else { 4 };
        postings.add(self.title, number, heading * TEXT);
        for (at, text) in self.text.iter().enumerate() {
            let weight = if is_first && at < 3 { 2 } else { 1 };
            postings.add_prose(text, number, weight * TEXT);
        }
        for name in &self.names {
            postings.add(name, number, 2 * TEXT);
        }
    }
}

fn found<'b>(book: &'b Book, page: &'b Page) -> Found<'b> {
    let folder = page.file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let first = format!("{folder}/README.md");
    let first = book.pages.iter().find(|page| page.file == first);
    let name = below(&page.file);
    let mut weights = book.words.weights.iter();
    // The longest beginning that fits.
    let weight = weights.rfind(|(start, _)| name.starts_with(start.as_str()));
    let sections = page.sections.iter();
    Found {
        url: url(&page.file),
        title: &page.title,
        chapter: first
            .filter(|first| first.file != page.file)
            .map(|first| first.title.as_str()),
        weight: weight.map_or(1.0, |(_, weight)| *weight),
        words: Vec::new(),
        // Sources name everything and explain nothing.
        sections: sections.filter(|s| s.title != SOURCES).map(part).collect(),
    }
}

fn part(section: &Section) -> Part<'_> {
    let text = section.blocks.iter().map(|block| match block {
        Block::Text(text) => text.clone(),
        Block::Row(cells) => cells.join(" · "),
    });
    Part {
        id: &section.id,
        title: &section.title,
        text: text.collect(),
        names: Vec::new(),
    }
}

/// Gives a page, or a section of it, the words that readers have for it.
fn name_pages<'b>(
    book: &'b Book,
    pages: &mut [Found<'b>],
    name: &str,
    words: &'b [String],
) {
    let words = words.iter().map(String::as_str);
    let (name, fragment) = name.split_once('#').unwrap_or((name, ""));
    let number = book.pages.iter().position(|page| below(&page.file) == name);
    let Some(page) = number.map(|number| &mut pages[number]) else {
        return;
    };
    if fragment.is_empty() {
        page.words.extend(words);
    } else {
        let mut parts = page.sections.iter_mut();
        let part = parts.find(|part| part.id == fragment);
        part.into_iter()
            .for_each(|part| part.names.extend(words.clone()));
        page.words.extend(words);
    }
}

/// A term that is defined with a link is what that page is about.
fn define<'b>(book: &'b Book, pages: &mut [Found<'b>]) {
    for page in &book.pages {
        for section in page.sections.iter().filter(|s| s.is_term) {
            let first = section.links.first();
            let to = first.and_then(|link| target(book, page, link));
            if let Some(number) = to {
                pages[number].words.extend(section.title.split(", "));
            }
        }
    }
}

/// The number of the page to which a page's link leads.
fn target(book: &Book, from: &Page, link: &str) -> Option<usize> {
    let link = link.split('#').next()?;
    let folder = from.file.rsplit_once('/')?.0;
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let file = parts.join("/");
    book.pages.iter().position(|page| page.file == file)
}

/// Gives each section the names that its listings use.
fn name_items<'b>(
    book: &'b Book,
    pages: &mut [Found<'b>],
    shown: &Shown,
    items: &'b Items<'b>,
) {
    // By page and section, each name once.
    let mut names: BTreeMap<(usize, usize), Vec<&str>> = BTreeMap::new();
    for ((_, label), meanings) in &items.0 {
        let uses = meanings.values().flatten();
        for (number, source) in uses {
            let Some(place) = shown.home(source) else {
                continue;
            };
            let sections = book.pages[*number].sections.iter();
            let above =
                sections.filter(|s| s.title != SOURCES && s.line <= place.line);
            let place = (*number, above.count().saturating_sub(1));
            let names = names.entry(place).or_default();
            if !names.contains(&label.as_str()) {
                names.push(label);
            }
        }
    }
    for ((page, section), names) in names {
        pages[page].sections[section].names.extend(names);
    }
}

/// A page's path below the book's folder.
fn below(file: &str) -> &str {
    file.split_once('/').map_or(file, |(_, name)| name)
}

/// The address of a page, from the book's first.
fn url(file: &str) -> String {
    let name = below(file);
    match name.strip_suffix("README.md") {
        Some(folder) => format!("{folder}index.html"),
        None => format!("{}.html", name.trim_end_matches(".md")),
    }
}

/// The page and the section that a name such as `ch01-one/a.md#the-cure`
/// means.
pub fn place<'b>(book: &'b Book, name: &str) -> Option<(&'b Page, String)> {
    let (file, fragment) = name.split_once('#').unwrap_or((name, ""));
    let page = needs::page(&book.pages, file)?;
    let is_there = fragment.is_empty()
        || page.sections.iter().any(|section| section.id == fragment);
    let hash = if fragment.is_empty() { "" } else { "#" };
    is_there.then(|| (page, format!("{}{hash}{fragment}", url(&page.file))))
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn addresses_as_mdbook_makes_them() {
        assert_eq!(url("book/introduction.md"), "introduction.html");
        assert_eq!(url("book/ch01-one/README.md"), "ch01-one/index.html");
        assert_eq!(url("book/ch01-one/a.md"), "ch01-one/a.html");
    }
}
