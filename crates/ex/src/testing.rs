//! What this crate's tests share.

use std::path::{Path, PathBuf};

use crate::exercise::{self, Exercise};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The first exercise.
pub fn exercise() -> Exercise {
    exercise::read(&root().join("exercises/tcp-01-echo")).unwrap()
}

/// A folder of this process's own.
pub fn temp(name: &str) -> PathBuf {
    let name = format!("ex-{}-{name}", std::process::id());
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}
