//! What steps through a recorded figure, and joins a packet's bytes with its
//! fields.

use super::later::Later;
use mdbook_preprocessor::errors::Result;
use std::path::Path;

/// What makes one script together, in this order.
const PARTS: [&str; 5] = [
    include_str!("../../../theme/wire/bytes.js"),
    include_str!("../../../theme/wire/inspector.js"),
    include_str!("../../../theme/wire/said.js"),
    include_str!("../../../theme/wire/player.js"),
    include_str!("../../../theme/wire/figures.js"),
];

/// Writes the script.
///
/// # Errors
/// A page cannot be read, or the script not be written.
pub fn write(folder: &Path) -> Result<Later> {
    let parts = super::statics::bare(&PARTS.join("\n"));
    let script = format!("(() => {{\n'use strict';\n{parts}}})();\n");
    Later::write(folder, "data-figures=\"\"", "figures", &script)
}
