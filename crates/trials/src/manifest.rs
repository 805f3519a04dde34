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

/// The package, or a binary and the features that it requires.
#[derive(Debug, Deserialize)]
pub struct Named {
    pub name: String,
    #[serde(rename = "required-features", default)]
    pub features: Vec<String>,
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

    /// Nothing, if a command with these features starts this binary.
    pub fn check_run(
        &self,
        name: &str,
        features: &[String],
    ) -> Result<(), String> {
        self.check_binary(name)?;
        let bin = self.bin.iter().find(|bin| bin.name == name);
        let required = bin.map_or(&[][..], |bin| &bin.features);
        if required == features {
            return Ok(());
        }
        let package = &self.package.name;
        Err(match required {
            [] => format!("`{name}` needs no `--features`; leave them out"),
            _ => format!(
                "`{name}` needs `cargo run -p {package} --features {} \
                 --bin {name}`",
                required.join(",")
            ),
        })
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

    #[test]
    fn features_are_named_where_they_are_needed_and_nowhere_else() {
        let manifest: Manifest = toml::from_str(
            "[package]\nname = \"p\"\n[[bin]]\nname = \"plain\"\n\
             [[bin]]\nname = \"more\"\nrequired-features = [\"a\"]\n",
        )
        .unwrap();
        let a = ["a".to_string()];
        assert_eq!(manifest.check_run("plain", &[]), Ok(()));
        assert_eq!(manifest.check_run("more", &a), Ok(()));
        let problem = manifest.check_run("more", &[]).unwrap_err();
        assert!(problem.contains("-p p --features a --bin more"));
        assert!(manifest.check_run("plain", &a).is_err());
    }
}
