//! The links of a rendered book: each leads to a file and an id in it.

use crate::parallel;
use crate::problem::{Fault, Problem, did_you_mean};
use crate::read::files::{self, read, relative};
use crate::serve::percent;
use markup::tags::{self, Tags};
use mdbook_preprocessor::errors::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// A rendered book, and what its links are checked against.
pub struct BuiltBook<'a> {
    /// The repository's root.
    pub root: &'a Path,
    /// The folder of the pages' Markdown, from the root.
    pub src: &'a Path,
    /// The rendered book.
    pub folder: &'a Path,
    /// Where the book will stand on its site, such as `/book/`.
    pub site: &'a str,
    /// The repository's address: links to its files must fit the tree.
    pub repository: &'a str,
}

impl BuiltBook<'_> {
    /// The Markdown file that a rendered page was made from.
    fn source(&self, name: &str) -> String {
        let page = self.src.join(name);
        let readme = page.with_file_name("README.md");
        let page = page.with_extension("md");
        let is_index = page.file_stem().is_some_and(|stem| stem == "index");
        for candidate in [Some(page), is_index.then_some(readme)] {
            if let Some(path) = candidate
                && self.root.join(&path).is_file()
            {
                return relative(Path::new(""), &path);
            }
        }
        name.to_string()
    }

    /// The Markdown file that a message of mdBook's names, else the folder.
    pub fn source_in(&self, message: &str) -> String {
        let page = message.split('`').find(|word| word.ends_with(".md"));
        match page {
            Some(page) => self.source(page),
            None => relative(Path::new(""), self.src),
        }
    }
}

/// Checks every `href` and `src` of every page; looks for a directive that
/// nothing replaced.
///
/// # Errors
/// A page that cannot be read.
pub fn check(book: &BuiltBook) -> Result<Vec<Problem>> {
    let pages = scan_all(book.folder)?;
    // mdBook's own pages, such as `print.html`, repeat the others: they are
    // looked at only when the others are right.
    let (written, made): (Vec<_>, Vec<_>) =
        pages.keys().partition(|name| book.source(name) != **name);
    let mut problems = Vec::new();
    for names in [written, made] {
        for found in
            parallel::map(&names, |name| check_page(book, &pages, name))
        {
            problems.extend(found?);
        }
        if !problems.is_empty() {
            break;
        }
    }
    Ok(problems)
}

/// Reads all pages: it is most of the time that checking takes.
fn scan_all(folder: &Path) -> Result<BTreeMap<String, Tags>> {
    let scans = parallel::map(&files::pages(folder)?, |path| {
        Ok((relative(folder, path), tags::scan(&read(path)?)))
    });
    scans.into_iter().collect()
}

fn check_page(
    book: &BuiltBook,
    pages: &BTreeMap<String, Tags>,
    name: &str,
) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if pages[name].directive {
        problems.push(Problem::of(
            &book.source(name),
            "a `{{#…}}` is left in the rendered page",
            "only our own directives are replaced, and none in 404.md",
        ));
    }
    for link in &pages[name].links {
        let found = match in_repository(book, link) {
            Some(file) => find_file(book, &file),
            None if is_external(link) => Ok(()),
            None => find_page(book, pages, name, link),
        };
        if let Err(fault) = found {
            problems.push(problem(book, name, link, fault)?);
        }
    }
    Ok(problems)
}

fn find_file(book: &BuiltBook, file: &str) -> Result<(), Fault> {
    if book.root.join(file).exists() {
        Ok(())
    } else {
        Err(Fault::new(
            format!("the link to `{file}` leads to no file"),
            "link to a file of this repository that exists",
        ))
    }
}

fn find_page(
    book: &BuiltBook,
    pages: &BTreeMap<String, Tags>,
    name: &str,
    link: &str,
) -> Result<(), Fault> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = decode(path.split('?').next().unwrap_or_default());
    let mut target = match path.as_str() {
        "" => name.to_string(),
        path => join(book, pages[name].based, name, path),
    };
    let is_known = pages.contains_key(&target);
    if !is_known && book.folder.join(&target).is_dir() {
        target = format!("{target}/index.html").trim_matches('/').into();
    }
    // Not every system tells `A.html` from `a.html`; a web server does.
    let exists = if target.ends_with(".html") {
        pages.contains_key(&target)
    } else {
        book.folder.join(&target).is_file()
    };
    if !exists {
        let known = pages.keys().map(String::as_str);
        let otherwise = "link to a page that SUMMARY.md lists";
        return Err(Fault::new(
            format!("the link `{link}` leads to no page"),
            did_you_mean(&target, known, otherwise),
        ));
    }
    match pages.get(&target) {
        Some(page) if !fragment.is_empty() => {
            find_id(page, &target, &decode(fragment))
        }
        _ => Ok(()),
    }
}

fn find_id(page: &Tags, target: &str, fragment: &str) -> Result<(), Fault> {
    if page.ids.contains(fragment) {
        return Ok(());
    }
    let known = page.ids.iter().map(String::as_str);
    let otherwise = "link to the id of a heading, which is its text in \
                     small letters with `-` for spaces";
    Err(Fault::new(
        format!("`{target}` has no `#{fragment}`"),
        did_you_mean(fragment, known, otherwise),
    ))
}

/// A link that is wrongly encoded leads where it says, to nothing.
fn decode(text: &str) -> String {
    percent::decode(text).unwrap_or_else(|| text.to_string())
}

/// The file that a link into the repository's own pages names.
fn in_repository(book: &BuiltBook, link: &str) -> Option<String> {
    let path = link.strip_prefix(book.repository)?;
    let path = path
        .strip_prefix("/blob/main/")
        .or_else(|| path.strip_prefix("/edit/main/"))?;
    Some(decode(path.split('#').next().unwrap_or_default()))
}

/// True with a scheme (`https:`) or an authority (`//host`).
fn is_external(link: &str) -> bool {
    let scheme = link.split(['/', '#', '?']).next().unwrap_or_default();
    link.starts_with("//") || scheme.contains(':')
}

/// The file that a relative path leads to, from the book's folder.
fn join(book: &BuiltBook, based: bool, name: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') || based {
        Vec::new()
    } else {
        name.split('/').collect()
    };
    parts.pop();
    let path = path.strip_prefix(book.site).unwrap_or(path);
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn problem(
    book: &BuiltBook,
    name: &str,
    link: &str,
    fault: Fault,
) -> Result<Problem> {
    let file = book.source(name);
    let path = book.root.join(&file);
    let text = if path.is_file() {
        read(&path)?
    } else {
        String::new()
    };
    let line = text.lines().position(|line| is_written(line, link));
    Ok(Problem {
        line: line.map(|index| index + 1),
        ..fault.of(&file)
    })
}

/// True for a line of Markdown that may hold a link: where the page says
/// `../ch01/index.html#x` it says `../ch01/README.md#x`.
fn is_written(line: &str, link: &str) -> bool {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let stem = path.trim_end_matches(".html");
    let stem = stem.strip_suffix("index").unwrap_or(stem);
    let links = line.contains("](") || line.contains("]: ");
    line.contains(link)
        || (links && line.contains(stem) && line.contains(fragment))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn external_links() {
        for link in ["https://a", "mailto:a@b", "//host/x"] {
            assert!(is_external(link), "{link}");
        }
        for link in ["a.html", "#a:b", "../a.html?x=https://b", "/a"] {
            assert!(!is_external(link), "{link}");
        }
    }
}
