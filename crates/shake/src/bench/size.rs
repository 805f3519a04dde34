//! What a folder holds, in bytes.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Bytes of all files in a folder; one with two names counts once, as for
/// du(1).
pub fn of(folder: &Path) -> Result<u64> {
    add(folder, &mut BTreeSet::new())
}

fn add(path: &Path, seen: &mut BTreeSet<(u64, u64)>) -> Result<u64> {
    let data = fs::symlink_metadata(path);
    let data = data.with_context(|| path.display().to_string())?;
    if !seen.insert((data.dev(), data.ino())) {
        return Ok(0);
    }
    if !data.is_dir() {
        return Ok(data.len());
    }
    let entries = crate::entries(path)?.into_iter();
    entries.map(|entry| add(&entry, seen)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_two_names_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::create_dir(path.join("a")).unwrap();
        fs::write(path.join("a/one"), [b'x'; 1000]).unwrap();
        fs::write(path.join("a/two"), [b'x'; 20]).unwrap();
        fs::hard_link(path.join("a/one"), path.join("one")).unwrap();
        assert_eq!(of(path).unwrap(), 1020);
    }
}
