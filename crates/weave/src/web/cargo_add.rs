//! The `cargo add` lines of a chapter, made from its package's manifest.

use super::console::{command, terminal};
use crate::read::manifest::{Dependency, Package};

/// What a reader types to use a chapter's listings in a package of their
/// own, as a figure; a sentence where nothing is needed.
pub fn figure(package: &Package, needed: &[&Dependency]) -> String {
    if needed.is_empty() {
        return format!(
            "The programs of `{}` need only the standard library: \
             there is nothing to `cargo add`.",
            package.name
        );
    }
    let lines = needed.iter().map(|d| command(&line(d)));
    let lines: Vec<String> = lines.collect();
    format!(
        "<figure class=\"console\">\n{}</figure>",
        terminal("Terminal · in a package of your own", &lines)
    )
}

fn line(dependency: &Dependency) -> String {
    let mut line = format!("cargo add {}", dependency.name);
    if let Some(version) = &dependency.version {
        line += &format!("@{version}");
    }
    if !dependency.default_features {
        line += " --no-default-features";
    }
    if !dependency.features.is_empty() {
        line += &format!(" --features {}", dependency.features.join(","));
    }
    if let Some(target) = &dependency.target {
        line += &format!(" --target '{target}'");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::manifest::Workspace;

    fn lines(manifest: &str) -> Vec<String> {
        let root = "[workspace.dependencies]\nplain = \"1.2\"\n\
             lean = { version = \"3\", default-features = false, \
             features = [\"a\", \"b\"] }";
        let workspace = Workspace::parse("Cargo.toml", root).unwrap();
        let manifest = format!("[package]\nname = \"p\"\n{manifest}");
        let package = Package::parse("p", &manifest, &workspace).unwrap();
        package.dependencies.iter().map(line).collect()
    }

    #[test]
    fn version_and_features_come_from_the_workspace() {
        assert_eq!(
            lines(
                "[dependencies]\nplain.workspace = true\n\
                 lean = { workspace = true, features = [\"c\"] }\n\
                 [dev-dependencies]\nother = \"1\""
            ),
            [
                "cargo add lean@3 --no-default-features --features a,b,c",
                "cargo add plain@1.2",
            ]
        );
    }

    #[test]
    fn a_dependency_of_one_system_only() {
        assert_eq!(
            lines("[target.\"cfg(unix)\".dependencies]\nlibc = \"0.2\""),
            ["cargo add libc@0.2 --target 'cfg(unix)'"]
        );
    }

    #[test]
    fn nothing_is_a_sentence() {
        let package = Package {
            name: "p".into(),
            dependencies: Vec::new(),
            features: Default::default(),
        };
        assert!(figure(&package, &[]).contains("nothing to `cargo add`"));
    }
}
