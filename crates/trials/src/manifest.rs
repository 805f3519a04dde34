//! What a chapter's manifest says: its name and its binaries.

use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The part of a `Cargo.toml` that the trials need.
#[derive(Debug, Deserialize)]
pub struct Manifest {
    pub package: Named,
    #[serde(default)]
    pub bin: Vec<Named>,
}

#[derive(Debug, Deserialize)]
pub struct Named {
    pub name: String,
}

impl Manifest {
    pub fn read(dir: &Path) -> Result<Manifest, String> {
        let path = dir.join("Cargo.toml");
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        toml::from_str(&text)
            .map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Nothing, if the package has such a binary; otherwise what it has.
    /// The folder of built files would not do: it keeps what was renamed.
    pub fn check_binary(&self, name: &str) -> Result<(), String> {
        if self.bin.iter().any(|bin| bin.name == name) {
            return Ok(());
        }
        let names: Vec<_> = self.bin.iter().map(|b| b.name.as_str()).collect();
        Err(format!(
            "`{name}` is no [[bin]] of {}; it has {}",
            self.package.name,
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renamed_binary_is_told_with_those_that_there_are() {
        let manifest: Manifest = toml::from_str(
            "[package]\nname = \"p\"\n[[bin]]\nname = \"new\"\n",
        )
        .unwrap();
        assert_eq!(manifest.check_binary("new"), Ok(()));
        let problem = manifest.check_binary("old").unwrap_err();
        assert_eq!(problem, "`old` is no [[bin]] of p; it has new");
    }
}
