//! The `cargo add` lines of a chapter, made from its package's manifest.

use crate::read::tree::{Tree, table_at};
use crate::web::console::{command, terminal};
use toml::{Table, Value};

/// What a reader types to use a chapter's listings in a package of their
/// own, as a figure; a sentence where nothing is needed.
///
/// # Errors
/// What is wrong and the remedy: an unknown package, a dependency that is
/// no published crate.
pub fn figure(tree: &Tree, package: &str) -> Result<String, (String, String)> {
    let commands = commands(tree, package)?;
    if commands.is_empty() {
        return Ok(format!(
            "The programs of `{package}` need only the standard library: \
             there is nothing to `cargo add`."
        ));
    }
    let lines: Vec<String> = commands.iter().map(|c| command(c)).collect();
    Ok(format!(
        "<figure class=\"console\">\n{}</figure>",
        terminal("Terminal · in a package of your own", &lines)
    ))
}

/// The lines, one a dependency; dependencies of tests are left out.
pub fn commands(
    tree: &Tree,
    package: &str,
) -> Result<Vec<String>, (String, String)> {
    let Some(known) = tree.packages.iter().find(|p| p.name == package) else {
        let names = tree.packages.iter().map(|p| p.name.as_str());
        return Err((
            format!("there is no package `{package}`"),
            crate::problem::did_you_mean(
                package,
                names,
                "a chapter's package is `listings/*/Cargo.toml`",
            ),
        ));
    };
    let mut commands = Vec::new();
    let dependencies = table_at(&known.manifest, &["dependencies"]);
    for (name, value) in &dependencies {
        commands.push(line(&tree.workspace, name, value, "")?);
    }
    for (target, table) in &table_at(&known.manifest, &["target"]) {
        let table = table.as_table().cloned().unwrap_or_default();
        for (name, value) in &table_at(&table, &["dependencies"]) {
            let target = format!(" --target '{target}'");
            commands.push(line(&tree.workspace, name, value, &target)?);
        }
    }
    Ok(commands)
}

fn line(
    workspace: &Table,
    name: &str,
    value: &Value,
    target: &str,
) -> Result<String, (String, String)> {
    let own = as_table(value);
    let shared = match own.get("workspace").and_then(Value::as_bool) {
        Some(true) => workspace.get(name).map(as_table).unwrap_or_default(),
        _ => Table::new(),
    };
    let text = |key| own.get(key).or(shared.get(key)).and_then(Value::as_str);
    let Some(version) = text("version") else {
        return Err((
            format!("the dependency `{name}` has no version"),
            "a chapter depends on published crates, never on a path".into(),
        ));
    };
    let mut line = format!("cargo add {name}@{version}");
    let defaults =
        |table: &Table| table.get("default-features").and_then(Value::as_bool);
    if defaults(&own).or(defaults(&shared)) == Some(false) {
        line.push_str(" --no-default-features");
    }
    let features: Vec<&str> = features(&shared).chain(features(&own)).collect();
    if !features.is_empty() {
        line.push_str(&format!(" --features {}", features.join(",")));
    }
    Ok(line + target)
}

/// `"1.2"` means `{ version = "1.2" }`.
fn as_table(value: &Value) -> Table {
    match value {
        Value::Table(table) => table.clone(),
        other => Table::from_iter([("version".to_string(), other.clone())]),
    }
}

fn features(table: &Table) -> impl Iterator<Item = &str> {
    let features = table.get("features").and_then(Value::as_array);
    features.into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::tree::Package;
    use std::path::PathBuf;

    fn lines(manifest: &str) -> Vec<String> {
        let workspace = "plain = \"1.2\"\n\
             lean = { version = \"3\", default-features = false, \
             features = [\"a\", \"b\"] }";
        let tree = Tree {
            root: PathBuf::new(),
            packages: vec![Package {
                name: "p".into(),
                manifest: manifest.parse().unwrap(),
            }],
            sources: Vec::new(),
            workspace: workspace.parse().unwrap(),
            exercises: Vec::new(),
        };
        commands(&tree, "p").unwrap_or_else(|error| vec![error.0])
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
    fn nothing_and_a_path() {
        assert!(lines("[dependencies]").is_empty());
        let path = lines("[dependencies]\na = { path = \"..\" }");
        assert_eq!(path, ["the dependency `a` has no version"]);
    }
}
