//! The book as it was read: the tree, and every page, each parsed once.

use crate::page::Page;
use crate::page::terms::{Glossary, Terms};
use crate::parallel;
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

/// Where it names the page to which the terms of the others lead.
const GLOSSARY: &str = "preprocessor.weave.glossary";

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
        let mut read = Vec::new();
        for file in summary.files {
            let text = match texts.get(&file) {
                Some(text) => Ok(text.clone()),
                None => files::text(&file, &root.join(&file)),
            };
            match text {
                Ok(text) => read.push((file, text)),
                Err(problem) => problems.push(problem),
            }
        }
        let glossary = config.get::<String>(GLOSSARY)?;
        let (pages, tree) = parallel::both(
            || parsed(read, glossary.as_deref()),
            || Tree::read(root),
        );
        let name = config.get::<String>(WORDS)?;
        let words = Words::read(root, name.as_deref());
        let words = words.unwrap_or_else(|problem| {
            problems.push(problem);
            Words::default()
        });
        let html = config.html_config().unwrap_or_default();
        let repository = html.git_repository_url.unwrap_or_default();
        Ok(Book {
            tree: tree?,
            pages,
            repository: repository.trim_end_matches('/').to_string(),
            words,
            problems,
        })
    }
}

/// Every page. The glossary is read first: the others lead to it.
fn parsed(texts: Vec<(String, String)>, glossary: Option<&str>) -> Vec<Page> {
    let is_glossary = |file: &str| glossary == Some(file);
    let found = texts.iter().find(|(file, _)| is_glossary(file));
    let mut page = found.map(|(file, text)| Page::parse(file, text));
    let glossary = page.as_ref().map(Glossary::of).unwrap_or_default();
    let mut terms = Terms::new(&glossary);
    let parse = |(file, text): (String, String)| match page.take() {
        Some(page) if page.file == file => page,
        kept => {
            page = kept;
            Page::with(&file, &text, &mut terms)
        }
    };
    texts.into_iter().map(parse).collect()
}
