//! What the first visit to a page sends.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sent;

/// What the lane of calls of a page may come to, with gzip.
const CALLS: usize = 3 * 1024;

/// No page of the book is heavy.
pub fn every_page_is_light(book: &Path) {
    let mut files = Files::default();
    let heavy: Vec<_> = pages(book)
        .iter()
        .filter_map(|page| too_heavy(book, page, &mut files))
        .collect();
    assert!(heavy.is_empty(), "{heavy:#?}");
}

/// The calls of all the runs on a page are 3 KiB at most, compressed by
/// themselves: what stands in their lanes, and what the terminals show.
pub fn the_calls_of_a_page_are_light(book: &Path) {
    let mut sizes = Vec::new();
    for page in pages(book) {
        let calls = calls(&fs::read_to_string(&page).unwrap());
        if !calls.is_empty() {
            sizes.push((sent(calls.as_bytes()), page));
        }
    }
    assert!(sizes.len() > 30, "only {} pages have calls", sizes.len());
    sizes.retain(|(size, _)| *size > CALLS);
    assert!(sizes.is_empty(), "over {CALLS} bytes of calls: {sizes:#?}");
}

/// The HTML of a page's calls, without the packets that stand between them.
fn calls(html: &str) -> String {
    let mut calls = String::new();
    for begin in ["<div class=\"stop ", "<div class=\"screen\">"] {
        for part in html.split(begin).skip(1) {
            let (part, _) = part.split_once("</div>").unwrap();
            calls.extend([begin, part, "</div>\n"]);
        }
    }
    calls
}

/// Every page but the one that holds the whole book.
pub fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages.extend(self::pages(&path));
        } else if path.extension().is_some_and(|e| e == "html")
            && !path.ends_with("print.html")
        {
            pages.push(path);
        }
    }
    pages
}

/// What each style and each script comes to, with its fonts: all pages ask for
/// the same few, and compressing those is most of the work.
type Files = HashMap<String, usize>;

/// What the first visit to a page sends is limited, with gzip: 40 KiB of its
/// own, 60 KiB with everything that it asks for, of this site alone.
fn too_heavy(folder: &Path, page: &Path, files: &mut Files) -> Option<String> {
    let html = fs::read_to_string(page).unwrap();
    let own = sent(html.as_bytes());
    let (head, _) = html.split_once("</head>")?;
    let mut all = own;
    for link in head.split(['\n', '>']) {
        let asked = link.contains("rel=\"icon\"")
            || link.contains("rel=\"stylesheet\"")
            || link.contains(" src=");
        let file = link.split('"').find(|part| {
            [".css", ".js", ".svg"].iter().any(|e| part.ends_with(e))
        });
        match (asked, file) {
            (false, _) => {}
            (true, Some(file)) if !file.contains("//") => {
                let file = file.trim_start_matches("../");
                all += *files.entry(file.to_string()).or_insert_with(|| {
                    let body = fs::read(folder.join(file)).unwrap();
                    sent(&body) + fonts(folder, &body)
                });
            }
            (true, _) => return Some(format!("{page:?} asks for {link}")),
        }
    }
    (own > 40 * 1024 || all > 60 * 1024)
        .then(|| format!("{page:?}: {own} bytes of its own, {all} in all"))
}

/// The bytes of the fonts that a style asks for.
fn fonts(folder: &Path, style: &[u8]) -> usize {
    let style = String::from_utf8_lossy(style);
    let urls = style.split("url('").skip(1);
    let names = urls.filter_map(|url| url.split('\'').next());
    let sizes = names.map(|name| fs::read(folder.join(name)).unwrap().len());
    sizes.sum()
}
