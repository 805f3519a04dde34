//! What an exercise needs: a page of the book, or another exercise.

use crate::book::Book;
use crate::page::Page;
use crate::problem::{Fault, Problem, did_you_mean};
use exercise::{Exercise, Need};

const REMEDY: &str = "a need is a page, `chNN-topic/PAGE.md`, or an exercise";

/// Needs of exercises that are not there.
pub fn problems(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for exercise in &book.tree.exercises {
        let faults = exercise.needs.iter().filter_map(|n| missing(book, n));
        problems.extend(faults.map(|fault| fault.of(&file(exercise))));
    }
    problems
}

/// The page that an exercise calls so, `chNN-topic/PAGE.md`.
pub fn page<'p>(pages: &'p [Page], name: &str) -> Option<&'p Page> {
    pages.iter().find(|page| called(page) == name)
}

/// A page's path below `book/`.
fn called(page: &Page) -> &str {
    page.file.strip_prefix("book/").unwrap_or(&page.file)
}

fn file(exercise: &Exercise) -> String {
    format!("{}/exercise.toml", exercise.dir.display())
}

fn missing(book: &Book, need: &Need) -> Option<Fault> {
    let (name, is_there, known): (_, _, Vec<&str>) = match need {
        Need::Page(name) => {
            let is_there = page(&book.pages, name).is_some();
            (name, is_there, book.pages.iter().map(called).collect())
        }
        Need::Exercise(id) => {
            let ids = book.tree.exercises.iter().map(|e| e.id.as_str());
            (id, book.tree.exercise(id).is_ok(), ids.collect())
        }
    };
    (!is_there).then(|| {
        let remedy = did_you_mean(name, known, REMEDY);
        Fault::new(format!("it needs `{name}`, which is not there"), remedy)
    })
}
