//! A root for mdBook without what editors leave in the book's folder.
//!
//! mdBook copies every file beside the pages, and stops at a link that leads
//! nowhere: at an editor's lock, as long as a page is being edited. Where
//! there are such files, mdBook gets the repository by links, and in it a
//! copy of the book's folder without them.

use crate::read::files::is_editors;
use mdbook_preprocessor::errors::Result;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder that is removed with the value.
#[derive(Debug)]
pub struct CleanRoot(PathBuf);

impl CleanRoot {
    /// A clean root at `place` for the repository at `root`, if the folder
    /// `src` in it, from the root, holds anything of an editor's.
    ///
    /// # Errors
    /// A file that cannot be read, copied or linked.
    pub fn new(
        root: &Path,
        src: &Path,
        place: PathBuf,
    ) -> Result<Option<CleanRoot>> {
        if !holds_editors(&root.join(src))? {
            return Ok(None);
        }
        // Removed with the value also where what follows fails.
        let clean = CleanRoot(place);
        fs::create_dir_all(&clean.0)?;
        let own = src.iter().next().unwrap_or_default();
        for entry in fs::read_dir(root)? {
            let entry = entry?;
            let to = clean.0.join(entry.file_name());
            if entry.file_name() == own {
                copy(&entry.path(), &to)?;
            } else {
                link(&entry.path(), &to)?;
            }
        }
        Ok(Some(clean))
    }

    /// The root that mdBook gets.
    pub fn root(&self) -> &Path {
        &self.0
    }
}

impl Drop for CleanRoot {
    fn drop(&mut self) {
        // There is nobody to tell of a failure.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn holds_editors(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if is_editors(&path) || (path.is_dir() && holds_editors(&path)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if is_editors(from) {
        return Ok(());
    }
    if !from.is_dir() {
        return fs::copy(from, to).map(|_| ());
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

/// Other systems ask for a permission before they make a link.
#[cfg(not(unix))]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    // What a build leaves is large, and no edition is made from it.
    if from.ends_with("target") || from.ends_with(".git") {
        return Ok(());
    }
    copy(from, to)
}
