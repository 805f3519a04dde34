//! The book as it was read: the tree, and every page, each parsed once.

use crate::page::Page;
use crate::problem::Problem;
use crate::read::files;
use crate::read::summary::Summary;
use crate::read::tree::Tree;
use crate::read::words::Words;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use std::collections::HashMap;
use std::path::Path;

/// Where `book.toml` names the file with the words of readers.
const WORDS: &str = "preprocessor.weave.words";

/// All that an edition is made from.
pub struct Book {
    /// What the chapters and the exercises offer.
    pub tree: Tree,
    /// In the order of `SUMMARY.md`; behind them those that it does not list.
    pub pages: Vec<Page>,
    /// The repository's address, for links to its files.
    pub repository: String,
    /// The words by which readers search.
    pub words: Words,
    /// What was wrong with the list of pages, or of words.
    pub problems: Vec<Problem>,
}

impl Book {
    /// Reads the repository. `texts` are pages, by their paths from the root,
    /// that somebody else has read already.
    ///
    /// # Errors
    /// A folder that cannot be read, or `SUMMARY.md`.
    pub fn read(
        root: &Path,
        config: &Config,
        texts: &HashMap<String, String>,
    ) -> Result<Book> {
        let summary = Summary::read(root, &config.book.src)?;
        let mut problems = summary.problems;
        let mut pages = Vec::new();
        for file in summary.files {
            let text = match texts.get(&file) {
                Some(text) => Ok(text.clone()),
                None => files::text(&file, &root.join(&file)),
            };
            match text {
                Ok(text) => pages.push(Page::parse(&file, &text)),
                Err(problem) => problems.push(problem),
            }
        }
        let name = config.get::<String>(WORDS)?;
        let words = Words::read(root, name.as_deref());
        let words = words.unwrap_or_else(|problem| {
            problems.push(problem);
            Words::default()
        });
        let html = config.html_config().unwrap_or_default();
        let repository = html.git_repository_url.unwrap_or_default();
        Ok(Book {
            tree: Tree::read(root)?,
            pages,
            repository: repository.trim_end_matches('/').to_string(),
            words,
            problems,
        })
    }
}
