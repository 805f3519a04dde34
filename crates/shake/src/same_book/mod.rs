//! Compares two built books: the same pages, the same in each `<main>`.
//!
//! A page is parsed as a browser does it. Text, listings and outputs must be
//! the same, and what marks them; white space outside of code and the order
//! of attributes do not count.

mod page;

use anyhow::{Result, bail};
use clap::Args;
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The list of all pages, which each renderer writes in its own way.
const LIST: &str = "toc.html";
/// Of a longer line only so many characters around its first difference.
const WIDTH: usize = 160;

/// What is compared, and how much of the differences is shown.
#[derive(Args, Debug)]
pub struct Options {
    /// A built book
    ours: PathBuf,
    /// Another one
    theirs: PathBuf,
    /// Compare what is read alone, and no tags and attributes
    #[arg(long)]
    text: bool,
    /// Show this many differences of each page
    #[arg(long, value_name = "N", default_value_t = 1)]
    differences: usize,
    /// Show this many lines around each
    #[arg(long, value_name = "N", default_value_t = 1)]
    context: usize,
}

/// Prints what differs.
///
/// # Errors
/// A book cannot be read, or has no page.
pub fn run(options: &Options) -> Result<ExitCode> {
    let ours = pages(&options.ours)?;
    let theirs = pages(&options.theirs)?;
    let found = differences(&ours, &theirs, options);
    for difference in &found {
        println!("{difference}");
    }
    if !found.is_empty() {
        println!("{} of {} pages differ", found.len(), ours.len());
        return Ok(ExitCode::FAILURE);
    }
    println!("{} pages, the same in both books", ours.len());
    Ok(ExitCode::SUCCESS)
}

/// The pages of a book: path below it, text.
type Pages = BTreeMap<String, String>;

fn pages(book: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    if book.is_dir() {
        collect(book, "", &mut pages)?;
    }
    if pages.is_empty() {
        bail!(
            "no page in {}; `cargo book build` makes one",
            book.display()
        );
    }
    Ok(pages)
}

fn collect(folder: &Path, prefix: &str, pages: &mut Pages) -> Result<()> {
    for path in crate::entries(folder)? {
        let name = format!("{prefix}{}", crate::name(&path).0);
        if path.is_dir() {
            collect(&path, &format!("{name}/"), pages)?;
        } else if name.ends_with(".html") && name != LIST {
            pages.insert(name, crate::read(&path)?);
        }
    }
    Ok(())
}

fn differences(ours: &Pages, theirs: &Pages, options: &Options) -> Vec<String> {
    let absent = |name: &String, at| format!("{name}: only in {at}");
    let here = ours.keys().filter(|name| !theirs.contains_key(*name));
    let there = theirs.keys().filter(|name| !ours.contains_key(*name));
    let mut found: Vec<String> = here
        .map(|name| absent(name, "ours"))
        .chain(there.map(|name| absent(name, "theirs")))
        .collect();
    for (name, text) in ours {
        let other = theirs.get(name);
        let shown = other.and_then(|other| difference(text, other, options));
        found.extend(shown.map(|shown| format!("{name}: {shown}")));
    }
    found
}

/// How many differences two pages have, and the first of them.
fn difference(ours: &str, theirs: &str, options: &Options) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let read = if options.text {
        page::text
    } else {
        page::lines
    };
    let (ours, theirs) = (read(ours), read(theirs));
    if ours == theirs {
        return None;
    }
    let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
    let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
    let diff = TextDiff::from_slices(&ours, &theirs);
    let groups = diff.grouped_ops(options.context);
    let s = if groups.len() == 1 { "" } else { "s" };
    let mut shown =
        format!("{} difference{s} (- ours, + theirs)", groups.len());
    for group in groups.iter().take(options.differences) {
        shown.push_str("\n  ...");
        let changes = group.iter().flat_map(|op| diff.iter_changes(op));
        let changes: Vec<(ChangeTag, &str)> = changes
            .map(|change| (change.tag(), change.value()))
            .collect();
        for (tag, line) in shortened(&changes) {
            shown.push_str(&format!("\n  {tag}{line}"));
        }
    }
    Some(shown)
}

/// The lines of a difference; of a long pair, what is around the first
/// character that differs.
fn shortened(changes: &[(ChangeTag, &str)]) -> Vec<(ChangeTag, String)> {
    let of = |tag| changes.iter().filter(move |(other, _)| *other == tag);
    let first = |tag| of(tag).next().map_or("", |(_, line)| *line);
    let (ours, theirs) = (first(ChangeTag::Delete), first(ChangeTag::Insert));
    let same = ours.chars().zip(theirs.chars()).take_while(|(a, b)| a == b);
    let same = same.count();
    let lines = changes.iter().map(|(tag, line)| {
        let changed = [ours, theirs].contains(line);
        (*tag, window(line, if changed { same } else { 0 }))
    });
    lines.collect()
}

/// So much of a line as can be read, with the character at `at` in it.
fn window(line: &str, at: usize) -> String {
    let length = line.chars().count();
    if length <= WIDTH {
        return line.to_string();
    }
    let from = at.saturating_sub(WIDTH / 2).min(length - WIDTH);
    let cut: String = line.chars().skip(from).take(WIDTH).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if from + WIDTH < length { "…" } else { "" };
    format!("{before}{cut}{after}")
}

#[cfg(test)]
mod tests;
