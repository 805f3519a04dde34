//! What the search box reads of the whole book.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::sent;
use crate::weight::pages;

/// Index, excerpts and what ranks them, in bytes a page, with gzip: 250 KB for
/// a hundred pages. The book grows, and a page of it may cost no more.
const LIMIT: usize = 2_500;

/// The index is small enough, and each of its addresses is alive.
pub fn the_index_is_small_and_alive(book: &Path) {
    let script = script(book);
    let sent = sent(script.as_bytes());
    let pages = pages(book).len();
    let limit = LIMIT * pages;
    assert!(
        sent <= limit,
        "{sent} bytes, over {limit}, for {pages} pages"
    );

    let (_, index) = script.split_once("window.bookSearch = ").unwrap();
    let index = index.strip_prefix("searcher(").unwrap();
    let (index, _) = index.rsplit_once(");\n})();").unwrap();
    let index: Value = serde_json::from_str(index).unwrap();
    let addresses = addresses(&index);
    assert!(addresses.len() > 500, "{}", addresses.len());
    let dead: Vec<_> = addresses
        .iter()
        .filter(|address| !is_alive(book, address))
        .collect();
    assert!(dead.is_empty(), "{dead:#?}");
}

/// The one script of its kind in a built book.
fn script(folder: &Path) -> String {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if name.starts_with("search-") && name.ends_with(".js") {
            found.push(path);
        }
    }
    let [path] = found.as_slice() else {
        panic!("one script of the search is expected: {found:?}");
    };
    fs::read_to_string(path).unwrap()
}

fn addresses(index: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap().to_string();
    let mut all = Vec::new();
    for page in index["pages"].as_array().unwrap() {
        let url = text(&page["url"]);
        for section in page["sections"].as_array().unwrap() {
            match text(&section["id"]).as_str() {
                "" => all.push(url.clone()),
                id => all.push(format!("{url}#{id}")),
            }
        }
    }
    for error in index["errors"].as_array().unwrap() {
        let ways = ["url", "packets", "run"];
        let ways = ways.iter().filter_map(|way| error.get(way));
        all.extend(ways.map(text));
    }
    all
}

fn is_alive(folder: &Path, address: &str) -> bool {
    let (page, id) = address.split_once('#').unwrap_or((address, ""));
    let page = fs::read_to_string(folder.join(page));
    page.is_ok_and(|page| {
        id.is_empty() || page.contains(&format!(" id=\"{id}\""))
    })
}
