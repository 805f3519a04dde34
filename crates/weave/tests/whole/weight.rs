//! What the first visit to a page sends.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sent;

/// No page of the book is heavy.
pub fn every_page_is_light(book: &Path) {
    let mut files = Files::default();
    let heavy: Vec<_> = pages(book)
        .iter()
        .filter_map(|page| too_heavy(book, page, &mut files))
        .collect();
    assert!(heavy.is_empty(), "{heavy:#?}");
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
