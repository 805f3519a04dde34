//! Measures and shakes the tree: what it costs a reader, whether its tests
//! hold in bad weather, whether a longer book takes longer.
//!
//! **Invariant:** nothing that a reader runs depends on this, and it knows
//! the tree's grammar, packages and ports from where the others have them.

pub mod command;
pub mod known_items;
pub mod release;
pub mod same_book;

#[cfg(unix)]
pub mod bench;
#[cfg(unix)]
pub mod chapter;
#[cfg(unix)]
pub mod ending;
#[cfg(unix)]
pub mod hold_ports;
#[cfg(unix)]
pub mod soak;
#[cfg(unix)]
pub mod spent;
#[cfg(unix)]
pub mod tenfold;

use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// The repository that this crate lies in.
///
/// # Errors
/// It is no longer where it was when this was compiled.
pub fn root() -> Result<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    path.canonicalize()
        .with_context(|| format!("{}; build this anew", path.display()))
}

/// Cargo's target folder.
pub fn target(root: &Path) -> PathBuf {
    let own = std::env::var_os("CARGO_TARGET_DIR");
    own.map_or_else(|| root.join("target"), PathBuf::from)
}

/// A file's text.
///
/// # Errors
/// As reading does, with the path.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Writes a file.
///
/// # Errors
/// As writing does, with the path.
pub fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| path.display().to_string())
}

/// What lies in a folder, in the order of names.
///
/// # Errors
/// As reading the folder does, with its path.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let at = || folder.display().to_string();
    let entries = fs::read_dir(folder).with_context(at)?;
    let paths = entries.map(|entry| Ok(entry?.path()));
    let mut paths: Vec<PathBuf> =
        paths.collect::<std::io::Result<_>>().with_context(at)?;
    paths.sort();
    Ok(paths)
}

/// The last part of a path, and that without its extension.
pub fn name(path: &Path) -> (String, String) {
    let text = |part: Option<&std::ffi::OsStr>| {
        part.unwrap_or_default().to_string_lossy().into_owned()
    };
    (text(path.file_name()), text(path.file_stem()))
}
