//! The chapters, the lab's servers, and a package that has a chapter's
//! dependencies and does nothing.

use crate::command::{command, said};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The packages of all chapters.
pub fn chapters(root: &Path) -> Result<Vec<String>> {
    names(&root.join("listings"), "ch")
}

/// The lab's servers that are packages of their own.
pub fn servers(root: &Path) -> Result<Vec<String>> {
    names(&root.join("crates"), "lab-")
}

fn names(folder: &Path, begin: &str) -> Result<Vec<String>> {
    let names = crate::entries(folder)?.into_iter();
    let names = names.map(|path| crate::name(&path).0);
    Ok(names.filter(|name| name.starts_with(begin)).collect())
}

/// What cargo says of the workspace.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A package as its manifest has it.
#[derive(Deserialize)]
pub struct Package {
    name: String,
    edition: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    req: String,
    kind: Option<String>,
    target: Option<String>,
    features: Vec<String>,
    uses_default_features: bool,
    /// A feature asks for it, and a tour is built without features.
    #[serde(default)]
    optional: bool,
}

/// What the root's manifest says of libraries, which a package elsewhere does
/// not have.
const PROFILE: &str = "\
    [profile.dev]\nlto = \"off\"\n\
    [profile.dev.package.\"*\"]\n\
    debug = false\ndebug-assertions = false\noverflow-checks = false\n";

impl Package {
    /// The package of this name.
    pub fn of(root: &Path, name: &str) -> Result<Package> {
        let mut cargo = command("cargo");
        cargo.args(["metadata", "--no-deps", "--format-version=1"]);
        let output = said(cargo.current_dir(root))?;
        let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
        let mut packages = metadata.packages.into_iter();
        let found = packages.find(|package| package.name == name);
        found.with_context(|| format!("cargo knows no package {name}"))
    }

    /// Makes a package in `folder` that does nothing, with the same
    /// dependencies and versions.
    pub fn make_empty(&self, folder: &Path, root: &Path) -> Result<()> {
        fs::create_dir(folder.join("src"))?;
        crate::write(&folder.join("src/main.rs"), "fn main() {}\n")?;
        crate::write(&folder.join("Cargo.toml"), &self.empty_manifest())?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(())
    }

    fn empty_manifest(&self) -> String {
        let head = "[package]\nname = \"empty\"";
        let head = format!("{head}\nedition = \"{}\"\n", self.edition);
        let built = self.dependencies.iter();
        let built = built.filter(|d| d.kind.is_none() && !d.optional);
        let tables =
            built.fold(head, |text, dependency| text + &dependency.table());
        tables + PROFILE
    }
}

impl Dependency {
    /// Its table in a manifest.
    fn table(&self) -> String {
        let target = self.target.as_ref();
        let target = target.map(|target| format!("target.'{target}'."));
        format!(
            "[{}dependencies.{}]\nversion = \"{}\"\nfeatures = {:?}\n\
             default-features = {}\n",
            target.unwrap_or_default(),
            self.name,
            self.req,
            self.features,
            self.uses_default_features,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_package_has_the_dependencies_of_a_build_alone() {
        let json = r#"{"name": "a", "edition": "2024", "dependencies": [
            {"name": "b", "req": "^1.2", "kind": null, "target": null,
             "features": ["c", "d"], "uses_default_features": false},
            {"name": "e", "req": "^1", "kind": "dev", "target": null,
             "features": [], "uses_default_features": true},
            {"name": "g", "req": "^2", "kind": null, "target": null,
             "features": [], "uses_default_features": true, "optional": true},
            {"name": "f", "req": "^3", "kind": null, "target": "cfg(unix)",
             "features": [], "uses_default_features": true}]}"#;
        let package: Package = serde_json::from_str(json).unwrap();
        let manifest = package.empty_manifest();
        assert_eq!(
            manifest.strip_suffix(PROFILE).unwrap(),
            "[package]\nname = \"empty\"\nedition = \"2024\"\n\
             [dependencies.b]\nversion = \"^1.2\"\n\
             features = [\"c\", \"d\"]\ndefault-features = false\n\
             [target.'cfg(unix)'.dependencies.f]\nversion = \"^3\"\n\
             features = []\ndefault-features = true\n"
        );
    }

    #[test]
    fn chapters_and_servers_come_from_the_tree() {
        let root = crate::root().unwrap();
        let has = |names: Vec<String>, name| names.iter().any(|n| n == name);
        assert!(has(chapters(&root).unwrap(), "ch01-basics"));
        assert!(has(servers(&root).unwrap(), "lab-ssh"));
    }
}
