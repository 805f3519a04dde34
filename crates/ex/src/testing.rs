//! What this crate's tests share.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::exercise::{self, Exercise};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The first exercise.
pub fn exercise() -> Exercise {
    exercise::read(&root().join("exercises/tcp-01-echo")).unwrap()
}

/// A folder of a test's own.
pub fn temp() -> TempDir {
    tempfile::tempdir().unwrap()
}
