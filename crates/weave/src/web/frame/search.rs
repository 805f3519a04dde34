//! What the search box reads at its first use: one script that ranks, with
//! the index behind it. A script, since a page that is opened from a disk may
//! not read its own files in any other way.

use super::statics::write as write_static;
use super::to_root;
use crate::read::files::read;
use mdbook_preprocessor::errors::Result;
use std::path::Path;

/// What makes one script together, in this order.
const PARTS: [&str; 6] = [
    include_str!("../../../theme/search/words.js"),
    include_str!("../../../theme/search/errors.js"),
    include_str!("../../../theme/search/excerpt.js"),
    include_str!("../../../theme/search/index.js"),
    include_str!("../../../theme/search/meaning.js"),
    include_str!("../../../theme/search/rank.js"),
];

/// The place in a template for the script's name.
const PLACE: &str = "data-index=\"\"";

/// Writes the script, and returns its name; none where the book's theme has
/// no place for it.
///
/// # Errors
/// A page cannot be read, or the script not be written.
pub fn write(folder: &Path, index: &str) -> Result<Option<String>> {
    if !read(&folder.join("index.html"))?.contains(PLACE) {
        return Ok(None);
    }
    let parts = PARTS.join("\n");
    // Whoever loads it finds it by this name.
    let script = format!(
        "(() => {{\n'use strict';\n{parts}\n\
         window.bookSearch = searcher({index});\n}})();\n"
    );
    write_static(folder, "search", "js", &script).map(Some)
}

/// Names the script in a page that has a place for it.
pub fn put(name: &str, page: &str, index: Option<&str>) -> String {
    let Some(index) = index else {
        return page.to_string();
    };
    let named = format!("data-index=\"{}{index}\"", to_root(name));
    page.replacen(PLACE, &named, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_script() {
        let page = "<dialog data-index=\"\">";
        assert_eq!(
            put("one/a.html", page, Some("search-1.js")),
            "<dialog data-index=\"../search-1.js\">"
        );
    }
}
