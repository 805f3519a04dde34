//! The preprocessor, the same in our own build and for a stock `mdbook`.

use crate::book::Book;
use crate::check;
use crate::edition::{self, Rendered};
use crate::index::Search;
use crate::parallel;
use crate::read::files::relative;
use crate::web::Web;
use mdbook_preprocessor::book::{Book as Chapters, BookItem};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::Result;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, parse_input};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

/// Gives mdBook's chapters the text that was made of their pages.
pub struct Weave {
    /// Each page's text, by its path from the root.
    texts: HashMap<String, String>,
    said: HashMap<String, String>,
    search: String,
}

impl Weave {
    /// Reads the repository, checks it, and renders every page for the web.
    /// `texts` are pages that somebody else has read already, by their paths
    /// from the root.
    ///
    /// # Errors
    /// A folder that cannot be read, or everything that is wrong, as
    /// [`crate::problem::Problems`].
    pub fn new(
        root: &Path,
        config: &Config,
        texts: &HashMap<String, String>,
    ) -> Result<Weave> {
        let book = Book::read(root, config, texts)?;
        let contents = check::check(&book)?;
        let edition = Web { book: &book };
        let (pages, search) = parallel::both(
            || edition::pages(&contents, &edition),
            || serde_json::to_string(&Search::of(&book, &contents)),
        );
        let mut weave = Weave {
            texts: HashMap::new(),
            said: HashMap::new(),
            search: search?,
        };
        for page in pages {
            let Rendered { file, text, .. } = page;
            let said = page.description.map(|said| (file.clone(), said));
            weave.said.extend(said);
            weave.texts.insert(file, text);
        }
        Ok(weave)
    }

    /// What the pages say of themselves, by their paths from the root.
    pub fn said(&self) -> HashMap<String, String> {
        self.said.clone()
    }

    /// What the search box reads, as JSON.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.texts.len()
    }
}

impl Preprocessor for Weave {
    fn name(&self) -> &str {
        "weave"
    }

    fn run(
        &self,
        context: &PreprocessorContext,
        mut book: Chapters,
    ) -> Result<Chapters> {
        let root = context.root.as_path();
        let src = root.join(&context.config.book.src);
        book.for_each_chapter_mut(|chapter| {
            let path = chapter.source_path.as_ref();
            let file = path.map(|path| relative(root, &src.join(path)));
            if let Some(text) = file.and_then(|file| self.texts.get(&file)) {
                chapter.content.clone_from(text);
            }
        });
        Ok(book)
    }
}

/// Talks to a stock `mdbook`: a book as JSON in, the woven book out.
///
/// # Errors
/// The input is no book, or what [`Weave::new`] reports.
pub fn filter(input: impl Read, output: impl Write) -> Result<()> {
    let (context, book) = parse_input(input)?;
    let root = context.root.as_path();
    let src = root.join(&context.config.book.src);
    let mut texts = HashMap::new();
    for item in book.iter() {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = &chapter.source_path
        {
            let file = relative(root, &src.join(path));
            texts.insert(file, chapter.content.clone());
        }
    }
    let weave = Weave::new(root, &context.config, &texts)?;
    let book = weave.run(&context, book)?;
    Ok(serde_json::to_writer(output, &book)?)
}
