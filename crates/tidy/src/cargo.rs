//! Cargo's own files, so far as the checks ask.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// A package's `Cargo.toml`.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    /// `[package]`.
    pub package: About,
    /// Each `[[bin]]`.
    #[serde(default)]
    pub bin: Vec<Bin>,
    /// `[lints]`.
    pub lints: Option<Stated>,
    #[serde(flatten)]
    everywhere: Tables,
    #[serde(default)]
    target: BTreeMap<String, Tables>,
}

/// What `[package]` says.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct About {
    /// The package's name.
    pub name: String,
    /// The version, or where it is said.
    pub version: Option<Stated>,
    /// The program that `cargo run` runs.
    pub default_run: Option<String>,
}

/// One `[[bin]]`.
#[derive(Debug, Clone, Deserialize)]
pub struct Bin {
    /// The program's name.
    pub name: String,
    /// Its source, from the package's folder.
    #[serde(default)]
    pub path: String,
    /// Whether `cargo test` links a test program for it.
    #[serde(default = "yes")]
    pub test: bool,
    /// What must be asked for before it is built.
    #[serde(default, rename = "required-features")]
    pub required_features: Vec<String>,
}

fn yes() -> bool {
    true
}

/// A value, or `workspace = true` in its place.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Stated {
    /// The root's manifest may say it.
    Inherited {
        /// Whether it does.
        workspace: bool,
        /// Whether a feature of its name has to ask for it.
        #[serde(default)]
        optional: bool,
    },
    /// A package in this folder.
    Folder {
        /// Where it is, seen from this package.
        path: String,
        /// What of it is built.
        #[serde(default)]
        features: Vec<String>,
    },
    /// The package's own.
    Own(IgnoredAny),
}

impl Stated {
    /// Whether the root's manifest says it.
    pub fn is_inherited(&self) -> bool {
        matches!(
            self,
            Stated::Inherited {
                workspace: true,
                ..
            }
        )
    }

    /// Whether a feature has to ask for it.
    pub fn is_optional(&self) -> bool {
        matches!(self, Stated::Inherited { optional: true, .. })
    }

    /// The folder that it names.
    pub fn folder(&self) -> Option<&str> {
        match self {
            Stated::Folder { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The features that it asks for, of a package in a folder.
    pub fn features(&self) -> &[String] {
        match self {
            Stated::Folder { features, .. } => features,
            _ => &[],
        }
    }
}

/// The tables of dependencies, those of all systems or of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Tables {
    dependencies: BTreeMap<String, Stated>,
    dev_dependencies: BTreeMap<String, Stated>,
    build_dependencies: BTreeMap<String, Stated>,
}

/// One dependency.
#[derive(Debug)]
pub struct Dependency<'m> {
    /// The crate's name.
    pub name: &'m str,
    /// What needs it.
    pub user: User,
    /// What the package says of it.
    pub stated: &'m Stated,
}

/// What of a package needs a dependency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// Its library and its programs.
    Programs,
    /// Its tests alone.
    Tests,
    /// Its build script.
    Build,
}

impl Manifest {
    /// Every dependency, those of one system only among them.
    pub fn dependencies(&self) -> Vec<Dependency<'_>> {
        let all = std::iter::once(&self.everywhere).chain(self.target.values());
        let by_user = all.flat_map(|tables| {
            [
                (User::Programs, &tables.dependencies),
                (User::Tests, &tables.dev_dependencies),
                (User::Build, &tables.build_dependencies),
            ]
        });
        let each = by_user.flat_map(|(user, table)| {
            table.iter().map(move |(name, stated)| Dependency {
                name,
                user,
                stated,
            })
        });
        each.collect()
    }
}

/// The root's `Cargo.toml`.
#[derive(Debug, Deserialize)]
pub struct Root {
    /// `[workspace]`.
    pub workspace: Workspace,
}

/// What `[workspace]` says.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    /// `[workspace.lints]`.
    pub lints: Lints,
}

/// What `[workspace.lints]` says.
#[derive(Debug, Deserialize)]
pub struct Lints {
    /// `[workspace.lints.rust]`.
    pub rust: RustLints,
}

/// What `[workspace.lints.rust]` says of one lint.
#[derive(Debug, Deserialize)]
pub struct RustLints {
    /// How the compiler takes a public item without documentation.
    pub missing_docs: Option<Level>,
}

/// How the compiler takes what a lint finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It says nothing.
    Allow,
    /// It says so.
    Warn,
    /// It is an error.
    Deny,
    /// It is an error, whatever the source says.
    Forbid,
}

/// Cargo's configuration, `.cargo/config.toml`.
#[derive(Debug, Deserialize)]
pub struct Config {
    /// Each alias, and the words that it stands for.
    #[serde(default)]
    pub alias: BTreeMap<String, String>,
}

/// Reads one of these from the text of a file.
///
/// # Errors
/// Names the file, and what it says that none of its kind does.
pub fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(text: &str) -> Result<Manifest, String> {
        let text = format!("[package]\nname = \"p\"\n{text}");
        read("p/Cargo.toml", &text)
    }

    #[test]
    fn dependencies_of_every_table_are_found() {
        let text = "[dependencies]\na = \"1\"\n\
                    [dev-dependencies]\nb.workspace = true\n\
                    [target.\"cfg(unix)\".build-dependencies]\n\
                    c = { workspace = false, version = \"1\" }\n";
        let manifest = manifest(text).expect("a manifest");
        let found: Vec<_> = manifest
            .dependencies()
            .iter()
            .map(|d| (d.name.to_string(), d.user, d.stated.is_inherited()))
            .collect();
        let expected = [
            ("a".into(), User::Programs, false),
            ("b".into(), User::Tests, true),
            ("c".into(), User::Build, false),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_no_manifest_says_is_told_with_its_file_and_line() {
        let error = manifest("[[bin]]\npath = \"a.rs\"\n").unwrap_err();
        assert!(error.starts_with("p/Cargo.toml: "), "{error}");
        assert!(error.contains("line 3"), "{error}");
        assert!(error.contains("missing field `name`"), "{error}");
    }
}
