//! The preprocessor, the same in our own build and for a stock `mdbook`.

use crate::check::resolve::Weaver;
use crate::check::shown::Shown;
use crate::problem::Problems;
use crate::read::files::relative;
use crate::read::summary;
use crate::read::tree::Tree;
use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use std::io::{Read, Write};
use std::path::Path;

/// Replaces the directives in every chapter of a book.
pub struct Weave;

impl Preprocessor for Weave {
    fn name(&self) -> &str {
        "weave"
    }

    fn run(
        &self,
        context: &PreprocessorContext,
        mut book: Book,
    ) -> Result<Book> {
        let root = context.root.as_path();
        let src = root.join(&context.config.book.src);
        let tree = Tree::scan(root)?;
        let mut texts = Vec::new();
        for item in book.iter() {
            if let BookItem::Chapter(chapter) = item
                && let Some(path) = &chapter.source_path
            {
                let file = relative(root, &src.join(path));
                texts.push((file, chapter.content.clone()));
            }
        }
        let repository = repository(&context.config);
        let mut weaver = Weaver::new(&tree, &repository, shown(&texts));
        book.for_each_chapter_mut(|chapter| {
            if let Some(path) = &chapter.source_path {
                let file = relative(root, &src.join(path));
                chapter.content = weaver.page(&file, &chapter.content);
            }
        });
        weaver.finish()?;
        Ok(book)
    }
}

/// Talks to a stock `mdbook`: a book as JSON in, the woven book out.
///
/// # Errors
/// The input is no book, or [`check`] finds a problem.
pub fn filter(input: impl Read, output: impl Write) -> Result<()> {
    let (context, book) = parse_input(input)?;
    check(&context.root, &context.config)?;
    let book = Weave.run(&context, book)?;
    Ok(serde_json::to_writer(output, &book)?)
}

/// Weaves every page on the disk and reports all that is wrong, also with
/// pages that `SUMMARY.md` does not list.
///
/// # Errors
/// A file that cannot be read, or [`Problems`].
pub fn check(root: &Path, config: &Config) -> Result<usize> {
    let pages = summary::pages(root, &config.book.src)?;
    let tree = Tree::scan(root)?;
    let shown = shown(&pages.texts);
    let mut weaver = Weaver::new(&tree, &repository(config), shown);
    for (file, text) in &pages.texts {
        weaver.page(file, text);
    }
    let mut problems = pages.problems;
    if let Err(Problems(more)) = weaver.finish() {
        problems.extend(more);
    }
    Problems::none_of(problems)?;
    Ok(pages.texts.len())
}

fn shown(pages: &[(String, String)]) -> Shown {
    let texts = pages.iter();
    Shown::read(texts.map(|(file, text)| (file.as_str(), text.as_str())))
}

/// The repository's address, without which captions lead nowhere.
fn repository(config: &Config) -> String {
    let html = config.html_config().unwrap_or_default();
    html.git_repository_url.unwrap_or_default()
}
