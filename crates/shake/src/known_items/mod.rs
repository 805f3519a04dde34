//! Writes what rustdoc knows of std and of the chapters' crates as a table:
//! a line an item, its kind, its path, the names of its methods, constants
//! and variants (with a dot where they take `self`), and after `>` what it
//! gives. Unstable ones are left out. The index of items links by it; what
//! it does not have gets a link to a search.

mod item;
mod table;

use crate::command::{command, said};
use anyhow::{Context, Result, ensure};
use clap::Args;
use item::{Item, KINDS};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Where the table is, from the root.
const TABLE: &str = "crates/weave/src/index/items/known.txt";

/// Of std, what network programs are likely to use.
const MODULES: &str = "any borrow boxed cell char clone cmp collections \
    convert default env error ffi fmt fs hash io iter mem net num ops option \
    os/fd path process result str string sync thread time vec";
const PRIMITIVES: &str =
    "array bool char slice str u8 u16 u32 u64 u128 usize i32 i64";

/// Which documentation is read.
#[derive(Args, Debug)]
pub struct Options {
    /// The folder `std` of the toolchain's documentation, then each crate's
    /// folder below `target/doc`. Without any, the toolchain's own and what
    /// `cargo doc` makes of the crates that the chapters use
    #[arg(value_name = "FOLDER")]
    folders: Vec<PathBuf>,
    /// Write this file instead of the tree's
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes the table.
///
/// # Errors
/// There is no documentation, or it cannot be read.
pub fn run(options: &Options) -> Result<ExitCode> {
    let root = crate::root()?;
    let (std, crates) = match &options.folders[..] {
        [] => documentation(&root)?,
        [std, crates @ ..] => (std.clone(), crates.to_vec()),
    };
    let mut found = of_std(&std)?;
    for folder in &crates {
        eprintln!("reading {} ...", folder.display());
        items(folder, &[crate::name(folder).0], &mut found)?;
    }
    let lines = table::lines(&found);
    let out = options.out.clone().unwrap_or_else(|| root.join(TABLE));
    crate::write(&out, &lines.concat())?;
    println!("{}: {} items", out.display(), lines.len());
    Ok(ExitCode::SUCCESS)
}

fn of_std(std: &Path) -> Result<Vec<Item>> {
    eprintln!("reading {} ...", std.display());
    let mut found = Vec::new();
    for module in MODULES.split(' ') {
        let path = std::iter::once("std").chain(module.split('/'));
        let path: Vec<String> = path.map(String::from).collect();
        items(&std.join(module), &path, &mut found)?;
    }
    for name in PRIMITIVES.split(' ') {
        let page = std.join(format!("primitive.{name}.html"));
        found.extend(item::read(&page, &[])?);
    }
    for page in crate::entries(std)? {
        if crate::name(&page).0.starts_with("macro.") {
            found.extend(item::read(&page, &["std".into()])?);
        }
    }
    Ok(found)
}

/// The items of a module and of all that are in it.
fn items(folder: &Path, path: &[String], found: &mut Vec<Item>) -> Result<()> {
    for page in crate::entries(folder)? {
        let name = crate::name(&page).0;
        let kind = name.split('.').next().unwrap_or_default();
        if page.is_dir() {
            items(&page, &[path, &[name]].concat(), found)?;
        } else if KINDS.contains(&kind) && name.ends_with(".html") {
            found.extend(item::read(&page, path)?);
        }
    }
    Ok(())
}

/// The toolchain's `std`, and each crate that a chapter uses.
fn documentation(root: &Path) -> Result<(PathBuf, Vec<PathBuf>)> {
    let mut rustc = command("rustc");
    let output = said(rustc.args(["--print", "sysroot"]).current_dir(root))?;
    let sysroot = String::from_utf8(output.stdout)?;
    let std = Path::new(sysroot.trim()).join("share/doc/rust/html/std");
    ensure!(
        std.is_dir(),
        "{}: no documentation; `rustup component add rust-docs`",
        std.display()
    );
    let (chapters, crates) = used_by_chapters(root)?;
    // Cargo finds an optional crate only beside the package and the feature
    // that ask for it. So the chapters are named, with all their features.
    let mut cargo = command("cargo");
    cargo.args(["doc", "--no-deps", "--lib", "--all-features"]);
    cargo.current_dir(root);
    for name in chapters.iter().chain(&crates) {
        cargo.args(["--package", name]);
    }
    let status = cargo.status().context("cargo doc")?;
    ensure!(status.success(), "cargo doc: {status}");
    let doc = crate::target(root).join("doc");
    let crates = crates.iter().map(|name| doc.join(name.replace('-', "_")));
    Ok((std, crates.collect()))
}

/// What is of interest in a chapter's manifest.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    dependencies: toml::Table,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

/// The chapters' packages, and the crates that a reader builds with them.
fn used_by_chapters(
    root: &Path,
) -> Result<(BTreeSet<String>, BTreeSet<String>)> {
    let (mut chapters, mut used) = (BTreeSet::new(), BTreeSet::new());
    for chapter in crate::entries(&root.join("listings"))? {
        let path = chapter.join("Cargo.toml");
        // What is no package may lie beside packages.
        if !path.is_file() {
            continue;
        }
        let manifest: Manifest = toml::from_str(&crate::read(&path)?)
            .with_context(|| path.display().to_string())?;
        chapters.insert(manifest.package.name);
        used.extend(manifest.dependencies.into_iter().map(|(name, _)| name));
    }
    Ok((chapters, used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_use_crates_and_no_machinery() {
        let root = crate::root().unwrap();
        let (chapters, used) = used_by_chapters(&root).unwrap();
        assert!(chapters.contains("ch05-ssh"));
        assert!(used.contains("tokio-rustls") && used.contains("ssh2"));
        assert!(!used.contains("trials"), "a reader does not build it");
    }

    #[test]
    fn a_folder_of_documentation_becomes_a_table() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("net");
        std::fs::create_dir(&inner).unwrap();
        let page = "<pre class=\"rust item-decl\">fn f() -&gt; <a \
                    title=\"struct a::net::S\">S</a></pre>";
        crate::write(&inner.join("fn.f.html"), page).unwrap();
        crate::write(&inner.join("struct.S.html"), "S").unwrap();
        crate::write(&inner.join("index.html"), "").unwrap();
        let private = "<p>Redirecting to x</p>";
        crate::write(&inner.join("struct.P.html"), private).unwrap();
        let mut found = Vec::new();
        items(folder.path(), &["a".into()], &mut found).unwrap();
        assert_eq!(
            table::lines(&found),
            ["fn a::net::f > a::net::S\n", "struct a::net::S\n"]
        );
    }
}
