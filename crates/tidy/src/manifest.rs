//! Checks of the manifests: binaries, dependencies, and who may use whom.

use std::collections::BTreeSet;

use crate::cargo::{self, Config, Dependency, Level, Root, Stated, User};
use crate::tree::{File, Package};

/// Which of the workspace's own crates each crate may use, in any table.
const MAY_USE: [(&str, &[&str]); 12] = [
    ("wire", &[]),
    ("markup", &[]),
    ("exercise", &[]),
    ("record", &["wire"]),
    ("lab", &["wire", "record"]),
    ("calls", &["wire", "record", "lab"]),
    ("trials", &["wire", "record", "lab", "calls"]),
    ("ex", &["record", "lab", "exercise"]),
    ("weave", &["wire", "record", "lab", "exercise", "markup"]),
    ("shake", &["record", "lab", "weave"]),
    ("tidy", &["record", "exercise"]),
    ("costs", &[]),
];

/// A peer of a package of its own, for the chapter of that topic: `lab-tls`
/// for `ch06-tls`. All of them may use the same.
const PEER: &str = "lab-";
const PEER_MAY_USE: &[&str] = &["record", "lab"];

/// The crates from elsewhere that these may use; the others are free, and so
/// are all of them with what only their tests need.
const FROM_ELSEWHERE: [(&str, &[&str]); 7] = [
    ("wire", &[]),
    ("markup", &[]),
    ("record", &[]),
    ("exercise", &["serde", "toml"]),
    ("lab", &["socket2", "libc", "windows-sys"]),
    ("ex", &["serde", "socket2", "toml"]),
    (
        "tidy",
        &["mdbook-summary", "serde", "syn", "tempfile", "toml"],
    ),
];

/// What a chapter may use in its tests.
const FOR_TESTS: [&str; 3] = ["record", "lab", "trials"];

/// Each file of `src/bin`, and the tour, is registered with `test = false`,
/// and nothing else is.
pub fn binaries(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let mut wanted: BTreeSet<(String, String)> = package
        .files_in("src/bin", "rs")
        .map(|file| (file.stem().into(), format!("src/bin/{}", file.name())))
        .collect();
    wanted.insert((package.name().into(), "src/main.rs".into()));

    let registered: BTreeSet<_> = package.entries().into_iter().collect();
    let absent = wanted.difference(&registered).map(|(name, path)| {
        format!(
            "{at}: add a [[bin]] with name = \"{name}\", path = \"{path}\" \
             and test = false"
        )
    });
    let stray = registered.difference(&wanted).map(|(name, path)| {
        format!("{at}: [[bin]] {name} at {path}: no such program; delete it")
    });
    absent
        .chain(stray)
        .chain(linked_by_tests(package))
        .collect()
}

fn linked_by_tests(package: &Package) -> Vec<String> {
    let linked = package.manifest.bin.iter().filter(|bin| bin.test);
    linked
        .map(|bin| {
            format!(
                "{}: [[bin]] {}: add test = false, or `cargo test` links an \
                 empty test program for it",
                package.manifest_path(),
                bin.name
            )
        })
        .collect()
}

/// `cargo run -p PKG` runs the tour, and the package is named as its folder.
pub fn tour(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let name = package.name();
    let mut problems = Vec::new();
    if format!("listings/{name}") != package.dir {
        problems.push(format!("{at}: name the package as its folder"));
    }
    if package.manifest.package.default_run.as_deref() != Some(name) {
        problems.push(format!("{at}: add default-run = \"{name}\""));
    }
    if package.file("src/main.rs").is_none() {
        problems.push(format!(
            "{}/src/main.rs: no tour; write the chapter in one program",
            package.dir
        ));
    }
    problems
}

/// Versions, lints and the rest of `[package]` come from the root.
pub fn from_the_root(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let dependencies = package.manifest.dependencies().into_iter();
    let own = dependencies
        .filter(|d| !d.stated.is_inherited() && !is_itself(package, d));
    let own = own.map(|d| {
        format!(
            "{at}: {0}: write `{0}.workspace = true` and its version in the \
             root's Cargo.toml",
            d.name
        )
    });
    let own_value = |value: &Option<Stated>| {
        !value.as_ref().is_some_and(Stated::is_inherited)
    };
    let lints = own_value(&package.manifest.lints)
        .then(|| format!("{at}: add `[lints]` with `workspace = true`"));
    let version = own_value(&package.manifest.package.version)
        .then(|| format!("{at}: write `version.workspace = true`"));
    own.chain(lints).chain(version).collect()
}

/// The root asks for documentation of every public item.
pub fn root_lints(root: &File) -> Vec<String> {
    let root: Root = match cargo::read(&root.path, &root.text) {
        Ok(root) => root,
        Err(error) => return vec![error],
    };
    match root.workspace.lints.rust.missing_docs {
        Some(Level::Warn | Level::Deny | Level::Forbid) => Vec::new(),
        Some(Level::Allow) | None => vec![
            "Cargo.toml: add missing_docs = \"warn\" to \
             [workspace.lints.rust]"
                .into(),
        ],
    }
}

/// Who may use whom: the figure in `CONTRIBUTING.md`.
pub fn direction(package: &Package) -> Vec<String> {
    let all = package.manifest.dependencies();
    let others = all.iter().filter(|d| !is_itself(package, d));
    let verdicts = others.filter_map(|dependency| {
        let why = if package.is_listing() {
            refused_to_chapter(package.name(), dependency)
        } else if package.is_exercise() {
            Some("an exercise needs the standard library only".into())
        } else {
            refused_to_crate(package.name(), dependency)
        }?;
        let name = &dependency.name;
        Some(format!("{}: {name}: {why}", package.manifest_path()))
    });
    verdicts.collect()
}

fn refused_to_chapter(name: &str, dependency: &Dependency) -> Option<String> {
    let used = dependency.name;
    if !is_ours(used) {
        return None;
    }
    let topic = name.split_once('-').map(|(_, topic)| topic);
    let for_tests = FOR_TESTS.contains(&used)
        || used
            .strip_prefix(PEER)
            .is_some_and(|peer| topic == Some(peer));
    if is_chapter(used) {
        Some("a chapter is used by nothing; copy what is needed".into())
    } else if !for_tests {
        Some(format!("{name} has no use for {used}; delete it"))
    } else if dependency.user != User::Tests {
        Some(
            "readers build what a chapter depends on; move it to \
             [dev-dependencies]"
                .into(),
        )
    } else {
        None
    }
}

fn refused_to_crate(name: &str, dependency: &Dependency) -> Option<String> {
    let used = dependency.name;
    if is_chapter(used) {
        return Some("a chapter is used by nothing; run it instead".into());
    }
    let Some(allowed) = may_use(name) else {
        return Some(format!(
            "{name} has no row in MAY_USE of crates/tidy/src/manifest.rs; \
             add one"
        ));
    };
    let elsewhere = row(&FROM_ELSEWHERE, name);
    let refused = if is_ours(used) {
        !allowed.contains(&used)
    } else {
        dependency.user != User::Tests
            && elsewhere.is_some_and(|allowed| !allowed.contains(&used))
    };
    refused.then(|| {
        format!(
            "{name} may use {allowed:?} of the workspace and {} from \
             elsewhere; do without",
            elsewhere.map_or("anything".into(), |list| format!("{list:?}"))
        )
    })
}

fn may_use(name: &str) -> Option<&'static [&'static str]> {
    let peer = name.starts_with(PEER).then_some(PEER_MAY_USE);
    row(&MAY_USE, name).or(peer)
}

fn row<'a>(
    table: &[(&str, &'a [&'a str])],
    name: &str,
) -> Option<&'a [&'a str]> {
    table
        .iter()
        .find(|(row, _)| *row == name)
        .map(|(_, list)| *list)
}

fn is_ours(name: &str) -> bool {
    is_chapter(name) || may_use(name).is_some()
}

fn is_chapter(name: &str) -> bool {
    record::ports::chapter(name).is_some()
}

/// Each alias runs a program that exists.
pub fn aliases(config: &File, packages: &[Package]) -> Vec<String> {
    let alias = match cargo::read::<Config>(&config.path, &config.text) {
        Ok(config) => config.alias,
        Err(error) => return vec![error],
    };
    let check = |name: &&str| {
        // As cargo does.
        let words = alias.get(*name).map(|words| words.split_whitespace());
        let words: Vec<&str> = words.into_iter().flatten().collect();
        let package = after(&words, "-p").unwrap_or_default();
        let program = after(&words, "--bin").unwrap_or(package);
        let exists = packages.iter().any(|p| {
            p.name() == package && p.binaries().iter().any(|b| b == program)
        });
        !exists
    };
    let broken = ["book", "ex", "lab"].into_iter().filter(check);
    broken
        .map(|name| {
            format!(
                "{}: alias {name}: name a package with -p and a binary of it",
                config.path
            )
        })
        .collect()
}

fn after<'a>(words: &[&'a str], option: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| *word == option)?;
    words.get(at + 1).copied()
}

/// Its tests build all of its programs, those behind features too, if it is
/// a dev-dependency of its own with these features.
pub(crate) fn is_itself(package: &Package, dependency: &Dependency) -> bool {
    dependency.name == package.name()
        && dependency.user == User::Tests
        && dependency.stated.folder() == Some(".")
}

#[cfg(test)]
mod tests;
