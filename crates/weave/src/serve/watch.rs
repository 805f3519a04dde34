//! Notices that a file has changed, by looking.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files and folders and what was last seen of them.
pub struct Watch {
    paths: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, (Option<SystemTime>, u64)>,
}

impl Watch {
    /// Begins to watch, from what is there now.
    pub fn new(paths: Vec<PathBuf>) -> Watch {
        let mut watch = Watch {
            paths,
            seen: BTreeMap::new(),
        };
        watch.changed();
        watch
    }

    /// True where something was written, added or removed since the last
    /// time this was asked.
    pub fn changed(&mut self) -> bool {
        let mut now = BTreeMap::new();
        for path in &self.paths {
            look(path, &mut now);
        }
        let changed = now != self.seen;
        self.seen = now;
        changed
    }
}

/// What is gone or cannot be read is not there.
fn look(path: &Path, seen: &mut BTreeMap<PathBuf, (Option<SystemTime>, u64)>) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Editors keep their own files beside the one that is edited.
    if name.starts_with('.') || name.ends_with('~') || name == "target" {
        return;
    }
    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    if !metadata.is_dir() {
        let stamp = (metadata.modified().ok(), metadata.len());
        seen.insert(path.to_path_buf(), stamp);
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        look(&entry.path(), seen);
    }
}
