//! How often each file was parsed: once a build, which a test holds.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

static PARSED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

/// Notes that a file, named from the root, is parsed.
pub fn note(file: &str) {
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    *parsed.entry(file.to_string()).or_default() += 1;
}

/// How often this process has parsed each file, by its path from the root.
pub fn parsed() -> BTreeMap<String, usize> {
    PARSED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}
