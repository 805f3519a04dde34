//! What the search box reads at its first use: one script that ranks, with
//! the index behind it.

use super::later::Later;
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

/// Writes the script.
///
/// # Errors
/// A page cannot be read, or the script not be written.
pub fn write(folder: &Path, index: &str) -> Result<Later> {
    let parts = PARTS.join("\n");
    // Whoever loads it finds it by this name.
    let script = format!(
        "(() => {{\n'use strict';\n{parts}\n\
         window.bookSearch = searcher({index});\n}})();\n"
    );
    Later::write(folder, "data-index=\"\"", "search", &script)
}
