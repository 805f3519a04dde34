//! The commands that lead from nothing to a program's first run.

use crate::problem::{Fault, did_you_mean};
use crate::read::tree::Tree;
use crate::web::console::{command, terminal};

/// A terminal in which the repository is fetched and a chapter's tour run.
///
/// # Errors
/// There is no such package; the remedy.
pub fn figure(
    tree: &Tree,
    package: &str,
    repository: &str,
) -> Result<String, Fault> {
    let mut names = tree.packages.iter().map(|p| p.name.as_str());
    if !names.clone().any(|name| name == package) {
        let otherwise = "name a chapter's package, `listings/*/Cargo.toml`";
        return Err((
            format!("there is no package `{package}`"),
            did_you_mean(package, &mut names, otherwise),
        ));
    }
    let folder = repository.rsplit('/').next().unwrap_or_default();
    let lines = [
        command(&format!("git clone {repository}")),
        command(&format!("cd {folder}")),
        command(&format!("cargo run -p {package}")),
    ];
    Ok(format!(
        "<figure class=\"console\">\n{}</figure>",
        terminal("Terminal", &lines)
    ))
}
