//! Files and folders, read so that an error names them.

use crate::problem::Problem;
use mdbook_preprocessor::errors::{Error, Result};
use std::cmp::Reverse;
use std::fs;
use std::path::{Path, PathBuf};

/// A file's text, with the line ends of Windows made plain.
///
/// # Errors
/// The file cannot be read; the error names it.
pub fn read(path: &Path) -> Result<String> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(plain(text)),
        Err(error) => Err(Error::msg(format!("{}: {error}", path.display()))),
    }
}

/// The same, with what is wrong as a problem of the file `name`.
///
/// # Errors
/// The file cannot be read; why.
pub fn text(name: &str, path: &Path) -> Result<String, Problem> {
    let text = fs::read_to_string(path);
    text.map(plain).map_err(|error| {
        let remedy = "let it be a file of text that can be read";
        Problem::of(name, error.to_string(), remedy)
    })
}

/// With the line ends of Windows made plain, where it has any.
fn plain(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n")
    } else {
        text
    }
}

/// True for what editors leave beside the file that is edited: a lock, a
/// backup, a folder of their own.
pub fn is_editors(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(['.', '#']) || name.ends_with('~')
}

/// The sorted paths in a folder, but for those of editors; none where the
/// folder does not exist.
///
/// # Errors
/// The folder cannot be read; the error names it.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let name = |error| Error::msg(format!("{}: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(name)? {
        let path = entry.map_err(name)?.path();
        if !is_editors(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Every file under a folder, sorted.
///
/// # Errors
/// A folder cannot be read; the error names it.
pub fn all(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            files.extend(all(&path)?)
        } else {
            files.push(path)
        }
    }
    Ok(files)
}

/// Every page of a rendered book, the largest first: who works on several at
/// once is then not left with one that takes as long as all the others.
///
/// # Errors
/// A folder or a file cannot be read; the error names it.
pub fn pages(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut sized = Vec::new();
    for path in all(folder)? {
        if path.extension().is_some_and(|e| e == "html") {
            let file = fs::metadata(&path);
            let name = |e| Error::msg(format!("{}: {e}", path.display()));
            sized.push((Reverse(file.map_err(name)?.len()), path));
        }
    }
    sized.sort();
    Ok(sized.into_iter().map(|(_, path)| path).collect())
}

/// A path from the root, with `/` between folders on every system.
pub fn relative(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> =
        path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}
