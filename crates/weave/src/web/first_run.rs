//! The commands that lead from nothing to a program's first run.

use super::console::{command, terminal};
use crate::read::manifest::Package;

/// A terminal in which the repository is fetched and a chapter's tour run.
pub fn figure(package: &Package, repository: &str) -> String {
    let folder = repository.rsplit('/').next().unwrap_or_default();
    let lines = [
        command(&format!("git clone {repository}")),
        command(&format!("cd {folder}")),
        command(&format!("cargo run -p {}", package.name)),
    ];
    format!(
        "<figure class=\"console\">\n{}</figure>",
        terminal("Terminal", &lines)
    )
}
