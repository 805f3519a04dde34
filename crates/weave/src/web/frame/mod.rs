//! What a rendered book still lacks: mdBook gives a template no description
//! of its page, no absolute address, and its contents only for a script.
//!
//! A stock mdBook renders the same text without this. The template marks the
//! places: `<!--about-->`, `<!--files-->`, `<!--contents-->` and
//! `<!--place-->`, each up to its closing `<!--/…-->`, and `data-index=""`
//! and `data-figures=""` for what the search and the figures read.

mod about;
mod contents;
mod figures;
mod later;
mod place;
mod search;
mod statics;

use crate::parallel;
use crate::read::files::{self, read, relative};
use about::About;
use contents::Contents;
use mdbook_preprocessor::book::Book;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use statics::Statics;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// What is known of a book from its sources.
pub struct Told {
    /// What the pages say of themselves, by their paths from the root.
    pub said: HashMap<String, String>,
    /// What the search box reads, as JSON.
    pub search: String,
}

/// Completes every page of a book that was rendered into a folder, and adds
/// the files that a site has beside its pages.
///
/// # Errors
/// A file that cannot be read or written.
pub fn finish(
    book: &Book,
    config: &Config,
    folder: &Path,
    told: &Told,
) -> Result<()> {
    let contents = Contents::new(book);
    let src = relative(Path::new(""), &config.book.src);
    let about = About::new(config, contents.by_name(&told.said, &src))?;
    let statics = Statics::merge(folder)?;
    let later = [
        search::write(folder, &told.search)?,
        figures::write(folder)?,
    ];
    let written = parallel::map(&files::pages(folder)?, |path| {
        let name = relative(folder, path);
        let page = read(path)?;
        let page = contents.put(&name, &page);
        let page = place::put(&name, &page, &contents);
        let page = about.put(&name, &page, &contents);
        let page = later
            .iter()
            .fold(page, |page, script| script.put(&name, &page));
        Ok(fs::write(path, statics.put(&name, &page))?)
    });
    written.into_iter().collect::<Result<()>>()?;
    statics.tidy(folder)?;
    about.site_files(folder, &contents)
}

/// The way from a page to the book's folder: `../` for each folder of it.
/// The page of errors has a base address and needs none.
fn to_root(name: &str) -> String {
    "../".repeat(name.matches('/').count())
}

/// What stands between a template's marks, if it has them.
fn between<'a>(page: &'a str, mark: &str) -> Option<&'a str> {
    let start = page.find(&format!("<!--{mark}-->"))?;
    let rest = &page[start..];
    let end = rest.find(&format!("<!--/{mark}-->"))?;
    Some(&rest[mark.len() + "<!---->".len()..end])
}

/// The page with something else between two marks, and without them.
fn replaced(page: &str, mark: &str, with: &str) -> String {
    let close = format!("<!--/{mark}-->\n");
    let found = page.find(&format!("<!--{mark}-->")).and_then(|start| {
        let end = start + page[start..].find(&close)?;
        Some((&page[..start], &page[end + close.len()..]))
    });
    match found {
        Some((before, after)) => [before, with, after].concat(),
        None => page.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        let page = "<a>\n<!--x-->\nold\n<!--/x-->\n<b>\n";
        assert_eq!(between(page, "x"), Some("\nold\n"));
        assert_eq!(replaced(page, "x", "new\n"), "<a>\nnew\n<b>\n");
        assert_eq!(replaced(page, "y", "new\n"), page);
    }

    #[test]
    fn ways_to_the_root() {
        assert_eq!(to_root("index.html"), "");
        assert_eq!(to_root("a/b.html"), "../");
    }
}
