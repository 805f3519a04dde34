//! What each binary of a chapter is, as `tests/bad-input.toml` has it. That
//! it names every binary, and each rightly, is found by the chapter's tests.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::tree::Package;

#[derive(Deserialize)]
struct Entry {
    kind: String,
}

/// The kind of each binary of the package, so far as its file says.
///
/// # Errors
/// The file is no table of binaries.
pub fn kinds(package: &Package) -> Result<BTreeMap<String, String>, String> {
    let at = format!("{}/tests/bad-input.toml", package.dir);
    let file = package.file("tests/bad-input.toml");
    let text = &file.ok_or(format!("{at}: no such file; write it"))?.text;
    let table: BTreeMap<String, Entry> =
        toml::from_str(text).map_err(|error| format!("{at}: {error}"))?;
    let kinds = table.into_iter().map(|(name, entry)| (name, entry.kind));
    Ok(kinds.collect())
}
