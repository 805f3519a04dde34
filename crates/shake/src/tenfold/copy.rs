//! More copies of every chapter, each with names of its own: a listing is
//! shown on one page only.

use super::rename::{record, rename, twin};
use crate::{entries, name, read, write};
use anyhow::{Context, Result};
use regex::Regex;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Makes `times` of each chapter, and lists them all.
pub fn multiply(root: &Path, times: usize) -> Result<()> {
    let path = root.join("book/SUMMARY.md");
    let summary = read(&path)?;
    let mut lines: Vec<String> = summary.lines().map(String::from).collect();
    let rule = lines.iter().position(|line| line == "---");
    let mut at = rule.context("SUMMARY.md: no `---` before the appendix")?;
    for number in 1..times {
        for package in entries(&root.join("listings"))? {
            let chapter = name(&package).0;
            if chapter.contains("-x") {
                continue;
            }
            let copy = Copy::new(root, &chapter, number);
            copy.package()?;
            copy.pages()?;
            let own = copy.listed(&summary);
            let count = own.len();
            lines.splice(at..at, own);
            at += count;
        }
    }
    write(&path, &(lines.join("\n") + "\n"))
}

/// One more copy of a chapter.
struct Copy {
    /// What its names have behind those of the first.
    suffix: String,
    chapter: String,
    first: [PathBuf; 2],
    package: PathBuf,
    pages: PathBuf,
}

impl Copy {
    fn new(root: &Path, chapter: &str, number: usize) -> Copy {
        let suffix = format!("-x{number}");
        let own = format!("{chapter}{suffix}");
        let [listings, book] = ["listings", "book"].map(|name| root.join(name));
        Copy {
            package: listings.join(&own),
            pages: book.join(&own),
            first: [listings.join(chapter), book.join(chapter)],
            chapter: chapter.to_string(),
            suffix,
        }
    }

    fn new_name(&self, name: &str) -> String {
        format!("{name}{}", self.suffix)
    }

    /// The chapter's lines of the summary, for this copy.
    fn listed(&self, summary: &str) -> Vec<String> {
        let first = format!("({}/", self.chapter);
        let own = format!("({}{}/", self.chapter, self.suffix);
        let lines = summary.lines().filter(|line| line.contains(&first));
        lines.map(|line| line.replace(&first, &own)).collect()
    }

    fn package(&self) -> Result<()> {
        copy_folder(&self.first[0], &self.package)?;
        let manifest = self.package.join("Cargo.toml");
        let quoted = |name: &str| format!("\"{name}\"");
        let text = read(&manifest)?.replace(
            &quoted(&self.chapter),
            &quoted(&self.new_name(&self.chapter)),
        );
        write(&manifest, &text)?;
        self.rename_all(&self.package.join("src/bin"))?;
        self.rename_all(&self.package.join("python"))?;
        // The pages of the copies cite the facts of the first.
        let facts = self.package.join("facts");
        if facts.is_dir() {
            fs::remove_dir_all(&facts)?;
        }
        self.records()
    }

    fn records(&self) -> Result<()> {
        let run = Regex::new(r"(-p|--bin) ([\w-]+)")?;
        let shown = self.shown()?;
        for path in entries(&self.package.join("recorded"))? {
            if !shown.contains(&name(&path).1) {
                // A page outside of the chapter shows it.
                fs::remove_file(&path)?;
            } else if path.extension().is_some_and(|kind| kind == "console") {
                let new = format!("$1 $2{}", self.suffix);
                write(&path, &run.replace_all(&read(&path)?, new))?;
            }
        }
        self.rename_all(&self.package.join("recorded"))
    }

    /// The stems of the records that the chapter's pages show.
    fn shown(&self) -> Result<BTreeSet<String>> {
        let mut shown = BTreeSet::new();
        for page in markdown(&self.first[1])? {
            let text = read(&page)?;
            shown.extend(text.lines().filter_map(record));
        }
        Ok(shown)
    }

    fn pages(&self) -> Result<()> {
        copy_folder(&self.first[1], &self.pages)?;
        for page in markdown(&self.pages)? {
            let text = read(&page)?;
            let lines = text.lines();
            let lines =
                lines.map(|line| rename(line, |name| self.new_name(name)));
            let lines: Vec<String> = lines.collect();
            write(&page, &(lines.join("\n") + "\n"))?;
        }
        self.rename_all(&self.pages)
    }

    /// Gives new names to a folder's files, but for its pages.
    fn rename_all(&self, folder: &Path) -> Result<()> {
        if !folder.is_dir() {
            return Ok(());
        }
        for path in entries(folder)?.into_iter().filter(|path| path.is_file()) {
            let stem = name(&path).1;
            let extension = path.extension().unwrap_or_default();
            let new = match extension.to_str() {
                Some("md") => continue,
                Some("py") => twin(&stem, |name| self.new_name(name)),
                _ => self.new_name(&stem),
            };
            let to = path.with_file_name(new).with_extension(extension);
            fs::rename(&path, &to)
                .with_context(|| path.display().to_string())?;
        }
        Ok(())
    }
}

fn markdown(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = entries(folder)?;
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "md"));
    Ok(paths)
}

/// A folder with all that is in it.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for path in entries(from)? {
        let copy = to.join(name(&path).0);
        if path.is_dir() {
            copy_folder(&path, &copy)?;
        } else {
            fs::copy(&path, &copy)
                .with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a small book with one chapter.
    const BOOK: [(&str, &str); 9] = [
        (
            "book/SUMMARY.md",
            "- [A](ch01-a/README.md)\n  - [B](ch01-a/b.md)\n\n---\n\n\
             [C](appendix/c.md)\n",
        ),
        (
            "book/ch01-a/README.md",
            "# A\n\n{{#listing l}}\n\n{{#console r}}\n\n[a](#listing-l)\n",
        ),
        ("book/ch01-a/b.md", "{{#twin t_u}}\n\n{{#figure f}}\n"),
        ("book/ch01-a/f.svg", "<svg/>\n"),
        (
            "listings/ch01-a/Cargo.toml",
            "[package]\nname = \"ch01-a\"\n",
        ),
        ("listings/ch01-a/src/bin/l.rs", "fn main() {}\n"),
        ("listings/ch01-a/python/t_u.py", "\n"),
        (
            "listings/ch01-a/recorded/r.console",
            "[a]\n$ cargo run -p ch01-a --bin l -- -p\n",
        ),
        ("listings/ch01-a/recorded/elsewhere.console", "[a]\n"),
    ];

    #[test]
    fn a_copy_has_names_of_its_own_and_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for (path, text) in BOOK {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            write(&path, text).unwrap();
        }
        multiply(root, 3).unwrap();

        let text = |path: &str| read(&root.join(path)).unwrap();
        let listed = "- [A](ch01-a/README.md)\n  - [B](ch01-a/b.md)\n\n\
                      - [A](ch01-a-x1/README.md)\n  - [B](ch01-a-x1/b.md)\n\
                      - [A](ch01-a-x2/README.md)\n  - [B](ch01-a-x2/b.md)\n\
                      ---\n\n[C](appendix/c.md)\n";
        assert_eq!(text("book/SUMMARY.md"), listed);
        assert_eq!(
            text("book/ch01-a-x2/README.md"),
            "# A\n\n{{#listing l-x2}}\n\n{{#console r-x2}}\n\n\
             [a](#listing-l-x2)\n"
        );
        assert_eq!(
            text("listings/ch01-a-x1/recorded/r-x1.console"),
            "[a]\n$ cargo run -p ch01-a-x1 --bin l-x1 -- -p\n"
        );
        let package = text("listings/ch01-a-x1/Cargo.toml");
        assert!(package.contains("name = \"ch01-a-x1\""));
        for path in [
            "book/ch01-a-x1/f-x1.svg",
            "listings/ch01-a-x1/src/bin/l-x1.rs",
            "listings/ch01-a-x1/python/t_u_x1.py",
        ] {
            assert!(root.join(path).is_file(), "{path}");
        }
        let elsewhere = root.join("listings/ch01-a-x1/recorded");
        assert_eq!(entries(&elsewhere).unwrap().len(), 1);
        // The first keeps its own.
        assert_eq!(text("book/ch01-a/README.md"), BOOK[1].1);
    }
}
