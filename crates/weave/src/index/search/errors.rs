//! The errors that readers bring, each with its cause, the page that explains
//! it, and the run and the packets that show it.

use super::{place, url};
use crate::book::Book;
use crate::check::shown::Shown;
use crate::index::Errors;
use crate::index::errors::is_of_system;
use crate::page::Page;
use crate::page::sections::Block;
use crate::read::source::{Kind, Source};
use crate::read::words::ErrorWords;
use serde::Serialize;

/// A shorter text of a program says too little to be known again.
const TELLING: usize = 10;

/// An error that can be recognized in a line from a terminal.
#[derive(Debug, Serialize)]
pub struct Known<'b> {
    title: &'b str,
    /// Its names and numbers, as they are shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<String>,
    /// What a line must have of it, one of these.
    says: Vec<String>,
    /// Or of these, if it has nothing of any other error.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    general: &'b [String],
    /// Its numbers, on any system.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    numbers: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    means: Option<String>,
    url: String,
    page: &'b str,
    /// The figure of packets that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    packets: Option<String>,
    /// The record that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<String>,
}

/// A row of the table of error numbers, or of the kinds without one.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Row<'b> {
    /// `ECONNREFUSED`, or the kind's name.
    pub name: &'b str,
    number: Option<u32>,
    text: &'b str,
    kind: Option<&'b str>,
    means: &'b str,
}

/// What the table of error numbers says.
pub fn rows(page: &Page) -> Vec<Row<'_>> {
    let blocks = page.sections.iter().flat_map(|section| &section.blocks);
    let rows = blocks.filter_map(|block| match block {
        Block::Row(cells) => row(cells),
        Block::Text(_) => None,
    });
    rows.collect()
}

fn row(cells: &[String]) -> Option<Row<'_>> {
    match cells {
        [system, kind, means] => {
            let (name, rest) = system.split_once(' ')?;
            let (number, text) = rest.split_once(' ')?;
            Some(Row {
                name,
                number: Some(number.parse().ok()?),
                text,
                kind: Some(kind.as_str()).filter(|kind| *kind != "none"),
                means,
            })
        }
        [kind, means] => Some(Row {
            name: kind,
            kind: Some(kind),
            means,
            ..Row::default()
        }),
        _ => None,
    }
}

/// The errors that the list of words names, then what else the records show.
pub fn known<'b>(
    book: &'b Book,
    shown: &Shown<'b>,
    errors: Option<&'b Errors<'b>>,
) -> Vec<Known<'b>> {
    let records = Records {
        book,
        shown,
        errors,
    };
    let table = book.words.errno.as_deref();
    let table = table.and_then(|name| place(book, name));
    let rows = table.map(|(page, _)| rows(page)).unwrap_or_default();
    let listed = book.words.errors.iter();
    let listed = listed.filter_map(|words| {
        let row = rows.iter().find(|row| row.name == words.name);
        records.listed(words, row)
    });
    let own = errors.into_iter().flat_map(|errors| errors.0.keys());
    let own = own.filter(|(_, message)| !is_of_system(message));
    let own = own.filter_map(|(_, message)| records.own(message));
    listed.chain(own).collect()
}

struct Records<'a, 'b> {
    book: &'b Book,
    shown: &'a Shown<'b>,
    errors: Option<&'b Errors<'b>>,
}

impl<'b> Records<'_, 'b> {
    fn listed(
        &self,
        words: &'b ErrorWords,
        row: Option<&Row<'b>>,
    ) -> Option<Known<'b>> {
        let (page, url) = place(self.book, &words.page)?;
        let none = Row::default();
        let row = row.unwrap_or(&none);
        let title = if row.text.is_empty() {
            &words.name
        } else {
            row.text
        };
        let mut says: Vec<String> = words.says.clone();
        says.push(title.to_string());
        let mut names = Vec::new();
        if let Some(number) = row.number {
            says.extend([words.name.clone(), format!("WSA{}", words.name)]);
            names.push(format!("{} {number}", words.name));
            let elsewhere =
                [("macOS", words.macos), ("Windows", words.windows)];
            names.extend(elsewhere.into_iter().filter_map(
                |(system, number)| {
                    number.map(|number| format!("{number} on {system}"))
                },
            ));
        }
        if let Some(kind) = row.kind {
            says.push(kind.to_string());
            names.push(format!("ErrorKind::{kind}"));
        }
        let numbers = [row.number, words.macos, words.windows];
        let means = words.means.clone();
        let means = means.unwrap_or_else(|| without_links(row.means));
        let source = self.source(page, |message| {
            let mut said = words.says.iter().map(String::as_str);
            message.contains(title)
                || said.any(|it| it.len() >= TELLING && message.contains(it))
        });
        Some(Known {
            title,
            names,
            says,
            general: &words.general,
            numbers: numbers.into_iter().flatten().collect(),
            means: Some(means),
            url,
            page: &page.title,
            packets: source.and_then(|source| self.packets(page, source)),
            run: source.map(|source| at(page, source)),
        })
    }

    /// What a program of the book says leads to the record that shows it.
    fn own(&self, message: &'b str) -> Option<Known<'b>> {
        // What stands between these differs from run to run.
        let parts = message.split(['«', '»']).step_by(2).map(str::trim);
        let said = parts.max_by_key(|part| part.len())?;
        let (page, source) = self.book.pages.iter().find_map(|page| {
            let source = self.source(page, |other| other == message)?;
            Some((page, source))
        })?;
        (said.len() >= TELLING).then(|| Known {
            title: message,
            names: Vec::new(),
            says: vec![said.to_string()],
            general: &[],
            numbers: Vec::new(),
            means: None,
            url: at(page, source),
            page: &page.title,
            packets: self.packets(page, source),
            run: None,
        })
    }

    /// The record on a page that shows a message.
    fn source(
        &self,
        page: &Page,
        is: impl Fn(&str) -> bool,
    ) -> Option<&'b Source> {
        let mut pages = self.book.pages.iter();
        let number = pages.position(|other| other.file == page.file)?;
        let mut errors = self.errors?.0.iter();
        errors.find_map(|((_, message), uses)| {
            uses.get(&number).copied().filter(|_| is(message))
        })
    }

    /// The packets of the same run, if the same page has them.
    fn packets(&self, page: &Page, record: &Source) -> Option<String> {
        let wire = self.book.tree.get(Kind::Wire, &record.name)?;
        let place = self.shown.home(wire)?;
        let is_here = self.book.pages[place.page].file == page.file;
        is_here.then(|| at(page, wire))
    }
}

/// A meaning without the sentences that only lead elsewhere.
fn without_links(means: &str) -> String {
    let sentences = means.split_inclusive(". ");
    sentences.filter(|s| !s.starts_with("See ")).collect()
}

fn at(page: &Page, source: &Source) -> String {
    format!("{}#{}", url(&page.file), source.anchor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_s_rows() {
        let page = Page::parse(
            "book/a.md",
            "| a | b | c |\n|---|---|---|\n| `EPIPE` 32 *Broken pipe* | \
             `BrokenPipe` | Stop. |\n| `ENFILE` 23 *Too many* | none | Wait. \
             |\n\n| a | b |\n|---|---|\n| `WriteZero` | The end. |\n",
        );
        let rows = rows(&page);
        let pipe = Row {
            name: "EPIPE",
            number: Some(32),
            text: "Broken pipe",
            kind: Some("BrokenPipe"),
            means: "Stop.",
        };
        assert_eq!(rows[0], pipe);
        assert_eq!((rows[1].name, rows[1].kind), ("ENFILE", None));
        assert_eq!((rows[2].name, rows[2].text), ("WriteZero", ""));
    }
}
