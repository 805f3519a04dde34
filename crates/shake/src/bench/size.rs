//! What a folder takes on a disk.

use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The unit of `st_blocks` (stat(3type)).
const BLOCK: u64 = 512;

/// Bytes of the blocks that a folder takes; a file with two names counts
/// once, as for du(1).
pub fn of(folder: &Path) -> Result<u64> {
    add(folder, &mut BTreeSet::new())
}

fn add(path: &Path, seen: &mut BTreeSet<(u64, u64)>) -> Result<u64> {
    let data = fs::symlink_metadata(path);
    let data = data.with_context(|| path.display().to_string())?;
    if !seen.insert((data.dev(), data.ino())) {
        return Ok(0);
    }
    let mut bytes = data.blocks() * BLOCK;
    if data.is_dir() {
        for entry in crate::entries(path)? {
            bytes += add(&entry, seen)?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_two_names_counts_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let empty = of(path).unwrap();
        fs::create_dir(path.join("a")).unwrap();
        fs::write(path.join("a/one"), vec![b'x'; 100_000]).unwrap();
        let one = of(path).unwrap();
        assert!(one >= empty + 100_000, "{one} after {empty}");
        fs::hard_link(path.join("a/one"), path.join("two")).unwrap();
        assert!(of(path).unwrap() < one + 100_000);
    }
}
