//! Makes the book: checks its pages, renders them, checks the result.
//!
//! **Invariant:** this reads and writes files and opens no socket. The same
//! tree gives the same book, byte for byte.

use crate::check::links;
use crate::clean_root::CleanRoot;
use crate::preprocess::Weave;
use crate::problem::{Problem, Problems};
use crate::warnings;
use crate::web::frame::{Told, finish};
use mdbook_driver::MDBook;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::errors::{Error, Result};
use std::collections::HashMap;
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

/// The nearest folder, from the working folder up, that holds a book.
///
/// # Errors
/// There is none.
pub fn find_root() -> Result<PathBuf> {
    let here = env::current_dir()?;
    let found = here.ancestors().find(|f| f.join("book.toml").is_file());
    found.map(Path::to_path_buf).ok_or_else(|| {
        Error::msg("no book.toml here or above; run it in the repository")
    })
}

/// Everything that a book is made from: files and folders.
///
/// # Errors
/// There is no `book.toml` or mdBook does not understand it.
pub fn sources(root: &Path) -> Result<Vec<PathBuf>> {
    let config = Config::from_disk(root.join("book.toml"))?;
    let mut paths = vec![config.book.src];
    paths.extend(config.build.extra_watch_dirs);
    let ours = ["listings", "exercises", "book.toml", "Cargo.toml"];
    paths.extend(ours.map(PathBuf::from));
    Ok(paths.iter().map(|path| root.join(path)).collect())
}

/// The folder in which the book is read.
///
/// # Errors
/// There is no `book.toml` or mdBook does not understand it.
pub fn target(root: &Path) -> Result<PathBuf> {
    let config = Config::from_disk(root.join("book.toml"))?;
    Ok(root.join(config.build.build_dir))
}

/// A book that is rendered, in a folder of its own until it is published.
#[derive(Debug)]
pub struct Rendered {
    /// How many pages it has.
    pub pages: usize,
    root: PathBuf,
    config: Config,
    warnings: Vec<String>,
    folder: PathBuf,
    target: PathBuf,
}

/// Renders the book beside the place where it is read, so that nobody ever
/// reads half a page, and checks its links.
///
/// # Errors
/// [`Problems`] of the pages, what mdBook cannot do, a dead link.
pub fn render(root: &Path) -> Result<Rendered> {
    let rendered = render_for(root, None, &target(root)?)?;
    rendered.check()?;
    Ok(rendered)
}

/// The same beside another place, `target`, where it may be published. `site`
/// replaces the `site-url` of `book.toml`. The links are not checked yet.
///
/// # Errors
/// [`Problems`] of the pages, what mdBook cannot do.
pub fn render_for(
    root: &Path,
    site: Option<&str>,
    target: &Path,
) -> Result<Rendered> {
    let mut config = Config::from_disk(root.join("book.toml"))?;
    let weave = Weave::new(root, &config, &HashMap::new())?;

    let folder = sibling(target, "new");
    if let Some(site) = site {
        config.set("output.html.site-url", site)?;
    }
    config.set("build.build-dir", &folder)?;
    let mut rendered = Rendered {
        pages: weave.pages(),
        root: root.to_path_buf(),
        config,
        warnings: Vec::new(),
        folder,
        target: target.to_path_buf(),
    };
    rendered.run(weave)?;
    Ok(rendered)
}

impl Rendered {
    fn run(&mut self, weave: Weave) -> Result<()> {
        let told = Told {
            said: weave.said(),
            search: weave.search().to_string(),
        };
        let (result, warnings) = warnings::collect(|| {
            let config = self.config.clone();
            let place = sibling(&self.target, "root");
            let clean = CleanRoot::new(&self.root, &config.book.src, place)?;
            let root = clean.as_ref().map_or(&*self.root, CleanRoot::root);
            let mut book = MDBook::load_with_config(root, config)?;
            book.with_preprocessor(weave);
            book.build().map(|()| book.book)
        });
        self.warnings = warnings;
        finish(&result?, &self.config, &self.folder, &told)
    }

    /// Looks at every link of the rendered pages, and at what mdBook warned
    /// of.
    ///
    /// # Errors
    /// [`Problems`] with the page of each.
    pub fn check(&self) -> Result<()> {
        let src = self.config.book.src.clone();
        let html = self.config.html_config().unwrap_or_default();
        let book = links::BuiltBook {
            root: &self.root,
            src: &src,
            folder: &self.folder,
            site: html.site_url.as_deref().unwrap_or("/"),
            repository: html.git_repository_url.as_deref().unwrap_or("-"),
        };
        let mut problems = links::check(&book)?;
        for warning in &self.warnings {
            let page = book.source_in(warning);
            let remedy = "mdBook warns of this; mend the page";
            problems.push(Problem::of(&page, warning.clone(), remedy));
        }
        Ok(Problems::none_of(problems)?)
    }

    /// The folder in which the book is now.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the book in the place of the last one, by renaming.
    ///
    /// # Errors
    /// A folder that cannot be renamed; the last book is then where it was.
    pub fn publish(&mut self) -> Result<PathBuf> {
        let last = sibling(&self.target, "old");
        let had_one = fs::rename(&self.target, &last).is_ok();
        if let Err(error) = self.take_place() {
            if had_one {
                // Nothing to add to the error if this fails as well.
                let _ = fs::rename(&last, &self.target);
            }
            return Err(Error::msg(format!(
                "{}: {error}; is it open elsewhere?",
                self.target.display()
            )));
        }
        if had_one {
            fs::remove_dir_all(&last)?;
        }
        self.folder.clone_from(&self.target);
        Ok(self.target.clone())
    }

    /// Another process may publish at the same moment: the last one wins.
    fn take_place(&self) -> io::Result<()> {
        for _ in 0..10 {
            match fs::rename(&self.folder, &self.target) {
                Err(_) if self.target.is_dir() => {
                    let theirs = sibling(&self.target, "lost");
                    let _ = fs::rename(&self.target, &theirs);
                    let _ = fs::remove_dir_all(&theirs);
                }
                result => return result,
            }
        }
        fs::rename(&self.folder, &self.target)
    }
}

impl Drop for Rendered {
    /// A book that was not published leaves nothing behind.
    fn drop(&mut self) {
        if self.folder != self.target {
            // There is nobody to tell of a failure.
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// `target/book.new-123` beside `target/book`: on the same file system.
fn sibling(target: &Path, state: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!("{name}.{state}-{}", process::id()))
}
