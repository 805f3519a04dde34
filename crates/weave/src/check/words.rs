//! The list of readers' words: each of its names is one of the book's.

use crate::book::Book;
use crate::index::search::{place, rows};
use crate::problem::{Problem, did_you_mean};
use crate::read::words::{ErrorWords, Words};

/// Names of the list that the book does not have.
pub fn problems(book: &Book) -> Vec<Problem> {
    let words = &book.words;
    let pages = words.pages.keys();
    let errors = words.errors.iter();
    let names = pages.chain(errors.clone().map(|error| &error.page));
    let names = names.chain(&words.errno);
    let mut problems: Vec<Problem> = names
        .filter_map(|name| no_place(book, words, name))
        .collect();
    let table = words.errno.as_deref().and_then(|name| place(book, name));
    let rows = table.map(|(page, _)| rows(page)).unwrap_or_default();
    let names: Vec<&str> = rows.iter().map(|row| row.name).collect();
    problems.extend(errors.filter_map(|error| untold(words, error, &names)));
    problems
}

fn no_place(book: &Book, words: &Words, name: &str) -> Option<Problem> {
    if place(book, name).is_some() {
        return None;
    }
    let files = book.pages.iter().map(|page| page.file.as_str());
    let pages = files.filter_map(|file| file.split_once('/'));
    let otherwise = "a page is `chNN-topic/PAGE.md`, a section `#its-id` \
                     behind it";
    let remedy = did_you_mean(name, pages.map(|(_, name)| name), otherwise);
    let what = format!("the book has no `{name}`");
    Some(words.problem(name, what, remedy))
}

/// An error is in the table of numbers, or its meaning stands here.
fn untold(
    words: &Words,
    error: &ErrorWords,
    table: &[&str],
) -> Option<Problem> {
    let name = error.name.as_str();
    if error.means.is_some() || table.contains(&name) {
        return None;
    }
    let otherwise = "add it to the table of numbers, or give it `means`";
    let remedy = did_you_mean(name, table.iter().copied(), otherwise);
    let what = format!("nothing says what `{name}` means");
    Some(words.problem(name, what, remedy))
}
