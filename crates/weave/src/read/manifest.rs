//! The manifests of the chapters' packages: what each depends on, with what
//! the workspace says of it.

use crate::problem::{Fault, Problem, did_you_mean};
use crate::read::tally;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// One chapter's package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its name in its manifest, such as `ch02-tcp`.
    pub name: String,
    /// What its programs are built with; not what its tests need.
    pub dependencies: Vec<Dependency>,
    /// The features that a binary requires, by its name.
    pub features: BTreeMap<String, Vec<String>>,
}

/// A crate that a package depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name, as `cargo add` takes it.
    pub name: String,
    /// The version that is asked for; none where it is no published crate.
    pub version: Option<String>,
    /// Whether it has its default features.
    pub default_features: bool,
    /// Its other features, the workspace's first.
    pub features: Vec<String>,
    /// The `cfg` of the systems that need it, where not all do.
    pub target: Option<String>,
    /// Whether only those programs have it that ask for it by a feature of
    /// the same name.
    pub optional: bool,
}

/// `[workspace.dependencies]` of the root's manifest.
#[derive(Debug, Default)]
pub struct Workspace(BTreeMap<String, Detail>);

impl Workspace {
    /// Reads the root's manifest.
    ///
    /// # Errors
    /// The line that is no TOML, or says what no manifest says.
    pub fn parse(path: &str, text: &str) -> Result<Workspace, Problem> {
        let root: Root = read(path, text)?;
        let shared = root.workspace.dependencies;
        let detailed = shared.into_iter().map(|(k, v)| (k, v.detail()));
        Ok(Workspace(detailed.collect()))
    }
}

impl Package {
    /// Reads a package's manifest.
    ///
    /// # Errors
    /// The line that is no TOML, or says what no manifest says.
    pub fn parse(
        path: &str,
        text: &str,
        workspace: &Workspace,
    ) -> Result<Package, Problem> {
        let manifest: Manifest = read(path, text)?;
        let mut dependencies = Vec::new();
        for (name, stated) in manifest.dependencies {
            dependencies.push(workspace.dependency(name, stated, None));
        }
        for (target, table) in manifest.target {
            for (name, stated) in table.dependencies {
                let target = Some(target.clone());
                dependencies.push(workspace.dependency(name, stated, target));
            }
        }
        Ok(Package {
            name: manifest.package.name,
            dependencies,
            features: manifest
                .bin
                .into_iter()
                .map(|bin| (bin.name, bin.required_features))
                .collect(),
        })
    }

    /// What all programs need, or the one crate that some ask for.
    ///
    /// # Errors
    /// Where no optional dependency is called so.
    pub fn needed(
        &self,
        optional: Option<&str>,
    ) -> Result<Vec<&Dependency>, Fault> {
        let all = self.dependencies.iter();
        let Some(name) = optional else {
            return Ok(all.filter(|d| !d.optional).collect());
        };
        let is_it = |d: &&Dependency| d.optional && d.name == name;
        let found = self.dependencies.iter().find(is_it);
        found.map(|found| vec![found]).ok_or_else(|| {
            let what = format!("{} has no optional `{name}`", self.name);
            let names = all.filter(|d| d.optional).map(|d| &d.name[..]);
            let remedy = "optional crates are those with `optional = true`";
            Fault::new(what, did_you_mean(name, names, remedy))
        })
    }
}

impl Workspace {
    fn dependency(
        &self,
        name: String,
        stated: Stated,
        target: Option<String>,
    ) -> Dependency {
        let own = stated.detail();
        let shared = match self.0.get(&name) {
            Some(shared) if own.workspace => shared.clone(),
            _ => Detail::default(),
        };
        let defaults = own.default_features.or(shared.default_features);
        Dependency {
            name,
            version: own.version.or(shared.version),
            default_features: defaults.unwrap_or(true),
            features: [shared.features, own.features].concat(),
            target,
            optional: own.optional,
        }
    }
}

#[derive(Deserialize)]
struct Root {
    #[serde(default)]
    workspace: Shared,
}

#[derive(Default, Deserialize)]
struct Shared {
    #[serde(default)]
    dependencies: BTreeMap<String, Stated>,
}

#[derive(Deserialize)]
struct Manifest {
    package: Named,
    #[serde(default)]
    dependencies: BTreeMap<String, Stated>,
    #[serde(default)]
    target: BTreeMap<String, Shared>,
    #[serde(default)]
    bin: Vec<Binary>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Binary {
    name: String,
    #[serde(default)]
    required_features: Vec<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// `"1.2"`, which means `{ version = "1.2" }`, or the table itself.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stated {
    Version(String),
    Detail(Detail),
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Detail {
    version: Option<String>,
    workspace: bool,
    default_features: Option<bool>,
    features: Vec<String>,
    optional: bool,
}

impl Stated {
    fn detail(self) -> Detail {
        match self {
            Stated::Version(version) => Detail {
                version: Some(version),
                ..Detail::default()
            },
            Stated::Detail(detail) => detail,
        }
    }
}

fn read<T: DeserializeOwned>(path: &str, text: &str) -> Result<T, Problem> {
    toml(path, text, "mend the manifest")
}

/// Reads a file of TOML.
///
/// # Errors
/// The line that is none, or says what this file does not say.
pub fn toml<T: DeserializeOwned>(
    path: &str,
    text: &str,
    remedy: &str,
) -> Result<T, Problem> {
    tally::note(path);
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        Problem {
            line: before.map(|before| before.matches('\n').count() + 1),
            ..Problem::of(path, error.message(), remedy)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_features_come_from_the_workspace() {
        let root = "[workspace.dependencies]\nplain = \"1.2\"\n\
                    lean = { version = \"3\", default-features = false, \
                    features = [\"a\"] }";
        let workspace = Workspace::parse("Cargo.toml", root).unwrap();
        let text = "[package]\nname = \"p\"\n[dependencies]\n\
                    plain.workspace = true\n\
                    lean = { workspace = true, features = [\"b\"] }\n\
                    [target.\"cfg(unix)\".dependencies]\nlibc = \"0.2\"\n\
                    [dev-dependencies]\nother = \"1\"";
        let package = Package::parse("a", text, &workspace).unwrap();
        let dependency = |name: &str, version: &str| Dependency {
            name: name.into(),
            version: Some(version.into()),
            default_features: true,
            features: Vec::new(),
            target: None,
            optional: false,
        };
        assert_eq!(
            package.dependencies,
            [
                Dependency {
                    default_features: false,
                    features: vec!["a".into(), "b".into()],
                    ..dependency("lean", "3")
                },
                dependency("plain", "1.2"),
                Dependency {
                    target: Some("cfg(unix)".into()),
                    ..dependency("libc", "0.2")
                },
            ]
        );
    }

    #[test]
    fn an_optional_crate_is_added_where_it_is_asked_for() {
        let text = "[package]\nname = \"p\"\n[dependencies]\na = \"1\"\n\
                    b = { version = \"2\", optional = true }\n\
                    [[bin]]\nname = \"x\"\nrequired-features = [\"b\"]\n";
        let package = Package::parse("a", text, &Workspace::default()).unwrap();
        let names = |optional: Option<&str>| -> Vec<String> {
            let needed = package.needed(optional).unwrap();
            needed.iter().map(|d| d.name.clone()).collect()
        };
        assert_eq!(names(None), ["a"]);
        assert_eq!(names(Some("b")), ["b"]);
        assert!(package.needed(Some("a")).is_err());
        assert_eq!(package.features["x"], ["b"]);
    }

    #[test]
    fn what_no_manifest_says_is_told_with_its_line() {
        let text = "[package]\nname = 7\n";
        let problem =
            Package::parse("a/Cargo.toml", text, &Workspace::default());
        assert_eq!(problem.unwrap_err().line, Some(2));
    }
}
