//! No page has the same code twice: not in two listings either, unless one
//! is a step, where what is new is marked.

use super::content::{Before, Content};
use crate::problem::Problem;
use crate::read::code::{Code, Language};
use crate::read::source::Source;
use std::collections::HashMap;
use std::ops::Range;

/// So many lines in a row, blank ones and indentation aside, are no chance.
const SAME: usize = 6;

/// A file of code, and lines of it.
type Block<'b> = (&'b Source, &'b Code, Vec<Range<usize>>);

/// The blocks of a page that have lines in common with one before. What is
/// left of a program, how it begins and reads its arguments, becomes a step
/// by itself; other blocks are problems.
pub fn settle(page: &str, contents: &mut [Content]) -> Vec<Problem> {
    let mut seen: HashMap<Vec<&str>, (usize, &Source, &Code)> = HashMap::new();
    let mut problems = Vec::new();
    for (number, content) in contents.iter_mut().enumerate() {
        let Some((source, code, runs)) = block(content) else {
            continue;
        };
        let mut found = None;
        for (line, window) in runs.iter().flat_map(|run| windows(code, run)) {
            let this = (number, source, code);
            let (known, other, text) = *seen.entry(window).or_insert(this);
            if known != number {
                found = found.or(Some((line, other, text)));
            }
        }
        match (found, content) {
            (Some((_, other, text)), Content::Rest(rest))
                if text.language == Language::Rust =>
            {
                rest.before = Some(Before::of((other, text), (source, code)));
            }
            (Some((line, other, _)), _) => {
                problems.push(problem(page, (source, line), other));
            }
            _ => {}
        }
    }
    problems
}

fn problem(
    page: &str,
    (source, line): (&Source, usize),
    other: &Source,
) -> Problem {
    let what = format!(
        "{}:{line} and the five lines after it stand here twice, first in {}",
        source.path, other.path
    );
    let remedy = format!(
        "show it as a step, `{{{{#listing {} since {}}}}}`, or on another page",
        source.name, other.name
    );
    Problem::of(page, what, remedy)
}

/// The lines of a block of code that is no step.
fn block<'b>(content: &Content<'b>) -> Option<Block<'b>> {
    match content {
        Content::Excerpt(block) if block.before.is_none() => {
            Some((block.source, block.code, block.runs.clone()))
        }
        Content::Rest(block) if block.before.is_none() => {
            Some((block.source, block.code, block.runs.clone()))
        }
        Content::Twin(source, code) => Some((source, code, vec![code.lines()])),
        _ => None,
    }
}

/// Each line of a run, from 1, with those that follow it.
fn windows<'b>(
    code: &'b Code,
    run: &Range<usize>,
) -> Vec<(usize, Vec<&'b str>)> {
    let lines = code.text.lines().map(str::trim).enumerate();
    let lines = lines.skip(run.start).take(run.len());
    let lines: Vec<_> = lines.filter(|(_, line)| !line.is_empty()).collect();
    let windows = lines.windows(SAME).map(|window| {
        let texts = window.iter().map(|(_, line)| *line).collect();
        (window[0].0 + 1, texts)
    });
    windows.collect()
}
