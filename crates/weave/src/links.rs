//! The links of a rendered book: each leads to a file and an id in it.

use crate::problem::{Problem, did_you_mean};
use crate::tree::{entries, read, relative};
use html5ever::tendril::{ByteTendril, StrTendril};
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer,
};
use mdbook_preprocessor::errors::{Error, Result};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a rendered book is checked against.
pub struct Book<'a> {
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

impl Book<'_> {
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
pub fn check(book: &Book) -> Result<Vec<Problem>> {
    let mut pages = BTreeMap::new();
    for path in files(book.folder)? {
        let name = relative(book.folder, &path);
        if name.ends_with(".html") {
            pages.insert(name, scan(&read(&path)?)?);
        }
    }
    let mut problems = Vec::new();
    for (name, page) in &pages {
        if page.directive {
            problems.push(Problem::of(
                &book.source(name),
                "a `{{#…}}` is left in the rendered page",
                "only our own directives are replaced, and none in 404.md",
            ));
        }
        for link in &page.links {
            if let Err((what, remedy)) = resolve(book, &pages, name, link) {
                problems.push(problem(book, name, link, what, remedy)?);
            }
        }
    }
    Ok(problems)
}

/// What a page links to, and what can be linked to in it.
#[derive(Default)]
struct Page {
    links: BTreeSet<String>,
    ids: BTreeSet<String>,
    /// A `<base>` makes every link relative to the site's root.
    based: bool,
    directive: bool,
}

fn resolve(
    book: &Book,
    pages: &BTreeMap<String, Page>,
    name: &str,
    link: &str,
) -> Result<(), (String, String)> {
    if let Some(file) = in_repository(book, link) {
        return match book.root.join(&file).exists() {
            true => Ok(()),
            false => Err((
                format!("the link to `{file}` leads to no file"),
                "link to a file of this repository that exists".into(),
            )),
        };
    }
    if is_external(link) {
        return Ok(());
    }
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = decode(path.split('?').next().unwrap_or_default());
    let target = match path.as_str() {
        "" => name.to_string(),
        path => join(book, pages[name].based, name, path),
    };
    let target = match book.folder.join(&target) {
        folder if folder.is_dir() => {
            let index = relative(book.folder, &folder.join("index.html"));
            index.trim_start_matches('/').to_string()
        }
        _ => target,
    };
    if !book.folder.join(&target).is_file() {
        let known = pages.keys().map(String::as_str);
        let otherwise = "link to a page that SUMMARY.md lists";
        return Err((
            format!("the link `{link}` leads to no page"),
            did_you_mean(&target, known, otherwise),
        ));
    }
    let fragment = decode(fragment);
    match pages.get(&target) {
        Some(page) if !fragment.is_empty() => find(page, &target, &fragment),
        _ => Ok(()),
    }
}

fn find(
    page: &Page,
    target: &str,
    fragment: &str,
) -> Result<(), (String, String)> {
    if page.ids.contains(fragment) {
        return Ok(());
    }
    let known = page.ids.iter().map(String::as_str);
    let otherwise = "link to the id of a heading, which is its text in \
                     small letters with `-` for spaces";
    Err((
        format!("`{target}` has no `#{fragment}`"),
        did_you_mean(fragment, known, otherwise),
    ))
}

/// The file that a link into the repository's own pages names.
fn in_repository(book: &Book, link: &str) -> Option<String> {
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
fn join(book: &Book, based: bool, name: &str, path: &str) -> String {
    let mut parts: Vec<&str> = match path.starts_with('/') || based {
        true => Vec::new(),
        false => name.split('/').collect(),
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
    book: &Book,
    name: &str,
    link: &str,
    what: String,
    remedy: String,
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
        ..Problem::of(&file, what, remedy)
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

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        match path.is_dir() {
            true => files.extend(self::files(&path)?),
            false => files.push(path),
        }
    }
    Ok(files)
}

/// Reads a page's tags.
fn scan(html: &str) -> Result<Page> {
    let bytes: ByteTendril = html.as_bytes().into();
    let text: StrTendril = bytes
        .try_reinterpret()
        .map_err(|_| Error::msg("a page is not UTF-8"))?;
    let queue = BufferQueue::default();
    queue.push_back(text);
    let tokenizer = Tokenizer::new(Collector::default(), Default::default());
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    Ok(tokenizer.sink.0.into_inner())
}

#[derive(Default)]
struct Collector(RefCell<Page>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if text.contains("{{#") => {
                page.directive = true;
            }
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                page.tag(&tag);
                // What stands in a script is no HTML.
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag) {
        if &*tag.name == "base" {
            self.based = true;
            return;
        }
        for attribute in &tag.attrs {
            let value = attribute.value.to_string();
            match &*attribute.name.local {
                "href" | "src" => self.links.insert(value),
                "id" => self.ids.insert(value),
                _ => continue,
            };
        }
    }
}

/// Replaces `%20` by a space and so on; what is no such code stays.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match code(&bytes[at..]) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn code(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_codes() {
        assert_eq!(decode("a%20b%2Fc%C3%A9"), "a b/cé");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
    }

    #[test]
    fn a_page_is_read_without_its_scripts() {
        let page = scan(
            "<a href='x.html#y'>a</a><img src=b.svg><h2 id=\"c\">{{#x}}</h2>\
             <script>const a = '<a href=\"no\">';</script>",
        )
        .unwrap();
        assert_eq!(page.links, ["b.svg", "x.html#y"].map(String::from).into());
        assert_eq!(page.ids, ["c"].map(String::from).into());
        assert!(page.directive);
    }

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
