//! `cargo ex grade`: a submission in a clean tree.

use std::path::Path;

/// Later.
///
/// # Errors
/// Always, for now.
pub fn grade(_root: &Path, _dir: &Path, _format: &str) -> Result<i32, String> {
    Err("grade is not there yet".into())
}
