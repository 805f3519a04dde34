//! Styles and scripts: one file of each kind for all pages, and nothing in
//! the folder that no page asks for.

use super::{between, replaced, to_root};
use crate::read::files::{self, read};
use mdbook_preprocessor::errors::Result;
use std::fs;
use std::path::{Path, PathBuf};

/// The names of the two files, if the book's theme marks where its own are.
pub struct Statics {
    names: Vec<String>,
}

impl Statics {
    /// Puts the styles that the pages ask for into one file, and the scripts.
    ///
    /// # Errors
    /// A file that cannot be read or written.
    pub fn merge(folder: &Path) -> Result<Statics> {
        let page = read(&folder.join("index.html"))?;
        let Some(files) = between(&page, "files") else {
            return Ok(Statics { names: Vec::new() });
        };
        let names = [
            write(folder, "book", "css", &all(folder, files, "href=\"")?)?,
            write(folder, "book", "js", &all(folder, files, "src=\"")?)?,
        ];
        Ok(Statics {
            names: names.into(),
        })
    }

    /// Asks for the two files instead of all.
    pub fn put(&self, name: &str, page: &str) -> String {
        let [style, script] = self.names.as_slice() else {
            return page.to_string();
        };
        let root = to_root(name);
        let mut links =
            format!("<link rel=\"stylesheet\" href=\"{root}{style}\">\n");
        if between(page, "files").is_some_and(|f| f.contains("<script")) {
            links +=
                &format!("<script defer src=\"{root}{script}\"></script>\n");
        }
        replaced(page, "files", &links)
    }

    /// Removes styles, scripts and fonts of mdBook's that no page uses.
    ///
    /// # Errors
    /// A file that cannot be removed.
    pub fn tidy(&self, folder: &Path) -> Result<()> {
        if self.names.is_empty() {
            return Ok(());
        }
        let page = read(&folder.join("index.html"))?;
        for path in files::all(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_static = [".css", ".js"].iter().any(|e| name.ends_with(e));
            if is_static && !page.contains(&*name) {
                fs::remove_file(&path)?;
                remove_empty(path.parent(), folder);
            }
        }
        Ok(())
    }
}

/// The files behind an attribute, one after the other.
fn all(folder: &Path, html: &str, attribute: &str) -> Result<String> {
    let mut text = String::new();
    for link in html.split(attribute).skip(1) {
        let name = link.split('"').next().unwrap_or_default();
        // What a style names is named from its own folder.
        let from = format!("url('{}", to_root(name));
        let file = read(&folder.join(name))?.replace(&from, "url('");
        text += &bare(&file);
    }
    Ok(text)
}

/// Without comments, which the repository has: no browser reads them. They are
/// `/* … */`, and lines that begin with `//`.
pub fn bare(file: &str) -> String {
    let mut text = String::with_capacity(file.len());
    let mut rest = file;
    while let Some((before, comment)) = rest.split_once("/*") {
        text += before;
        rest = comment.split_once("*/").map_or("", |(_, after)| after);
    }
    text += rest;
    let is_said = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("//")
    };
    text.split_inclusive('\n').filter(is_said).collect()
}

/// Writes a file whose name changes with its text, so that a browser may
/// keep it.
pub fn write(
    folder: &Path,
    stem: &str,
    extension: &str,
    text: &str,
) -> Result<String> {
    let name = format!("{stem}-{:08x}.{extension}", hash(text));
    fs::write(folder.join(&name), text)?;
    Ok(name)
}

/// FNV-1a, folded to 32 bits: the same on every system and for ever.
fn hash(text: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash >> 32) as u32 ^ hash as u32
}

/// Removes folders from the inside out while they are empty.
fn remove_empty(folder: Option<&Path>, stop: &Path) {
    let mut at = folder.map(Path::to_path_buf);
    while let Some(path) = at.filter(|path| path != stop) {
        if fs::remove_dir(&path).is_err() {
            return;
        }
        at = path.parent().map(PathBuf::from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_for_two_files() {
        let statics = Statics {
            names: vec!["book-1.css".into(), "book-2.js".into()],
        };
        let page = "<!--files-->\n<link href=\"a.css\">\n\
                    <script src=\"b.js\"></script>\n<!--/files-->\n";
        assert_eq!(
            statics.put("one/a.html", page),
            "<link rel=\"stylesheet\" href=\"../book-1.css\">\n\
             <script defer src=\"../book-2.js\"></script>\n"
        );
    }

    #[test]
    fn comments_are_left_at_home() {
        let file = "/* A\n   b. */\na { b: c }\n\n    // D.\nlet e = 1; // f\n";
        assert_eq!(bare(file), "a { b: c }\nlet e = 1; // f\n");
    }

    #[test]
    fn the_name_changes_with_the_text() {
        assert_eq!(hash("a"), hash("a"));
        assert_ne!(hash("a"), hash("b"));
    }
}
