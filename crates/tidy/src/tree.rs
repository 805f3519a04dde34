//! The repository as the checks see it: text files and packages.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cargo::{self, Manifest};

/// Folders that hold no source: git's own, and what a build or a run leaves.
const SKIPPED: [&str; 4] = [".git", "target", "__pycache__", "node_modules"];

/// One file: its path from the root, with `/`, and its text.
#[derive(Debug, Clone)]
pub struct File {
    /// The path from the root, with `/` on every system.
    pub path: String,
    /// The text, or nothing where the bytes are no UTF-8.
    pub text: String,
}

impl File {
    /// A file that a test makes up.
    pub fn new(path: &str, text: &str) -> File {
        File {
            path: path.into(),
            text: text.into(),
        }
    }

    /// The last part of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The last part of the path without its extension.
    pub fn stem(&self) -> &str {
        self.name()
            .rsplit_once('.')
            .map_or(self.name(), |(stem, _)| stem)
    }

    /// What stands behind the last dot of its name, or nothing.
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, end)| end)
    }

    /// Whether the path starts with `folder/` and ends with `.extension`.
    pub fn is(&self, folder: &str, extension: &str) -> bool {
        self.below(folder).is_some()
            && self.name().ends_with(&format!(".{extension}"))
    }

    /// The path from `folder` on, if the file lies in it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        self.path.strip_prefix(folder)?.strip_prefix('/')
    }
}

/// A package: its folder, its manifest and its files.
#[derive(Debug, Clone)]
pub struct Package {
    /// The folder from the root: `listings/ch02-tcp`.
    pub dir: String,
    /// The manifest, parsed.
    pub manifest: Manifest,
    /// Every file below the folder.
    pub files: Vec<File>,
}

impl Package {
    /// A package of `files`, one of which is its manifest.
    ///
    /// # Errors
    /// Says which manifest is absent or none.
    pub fn new(dir: &str, files: Vec<File>) -> Result<Package, String> {
        let path = format!("{dir}/Cargo.toml");
        let file = files.iter().find(|file| file.path == path);
        let file = file.ok_or(format!("{path}: no such file"))?;
        Ok(Package {
            dir: dir.into(),
            manifest: cargo::read(&path, &file.text)?,
            files,
        })
    }

    /// Its name in its manifest.
    pub fn name(&self) -> &str {
        &self.manifest.package.name
    }

    /// The path of the manifest from the root.
    pub fn manifest_path(&self) -> String {
        format!("{}/Cargo.toml", self.dir)
    }

    /// Whether this is a chapter's package.
    pub fn is_listing(&self) -> bool {
        self.dir.starts_with("listings/")
    }

    /// Whether this is an exercise's package.
    pub fn is_exercise(&self) -> bool {
        self.dir.starts_with("exercises/")
    }

    /// The files below a folder of the package with this extension.
    pub fn files_in<'a>(
        &'a self,
        folder: &str,
        extension: &'a str,
    ) -> impl Iterator<Item = &'a File> {
        let folder = format!("{}/{folder}", self.dir);
        self.files
            .iter()
            .filter(move |file| file.is(&folder, extension))
    }

    /// The file at `path`, which counts from the package's folder.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files
            .iter()
            .find(|file| file.below(&self.dir) == Some(path))
    }

    /// Names of the binaries: `[[bin]]` entries, the main program, `src/bin`.
    pub fn binaries(&self) -> Vec<String> {
        let entries = self.entries();
        let names = entries.iter().map(|(name, _)| name.clone());
        let main = self.file("src/main.rs").map(|_| self.name().into());
        let main = main
            .filter(|_| !entries.iter().any(|(_, path)| path == "src/main.rs"));
        let bins = self.files_in("src/bin", "rs").map(|f| f.stem().into());
        let all: BTreeSet<String> = names.chain(main).chain(bins).collect();
        all.into_iter().collect()
    }

    /// Name and path of each `[[bin]]` entry.
    pub fn entries(&self) -> Vec<(String, String)> {
        let bins = self.manifest.bin.iter();
        bins.map(|bin| (bin.name.clone(), bin.path.clone()))
            .collect()
    }
}

/// Every file of the repository, sorted by path.
#[derive(Debug)]
pub struct Tree {
    /// The root's own path.
    pub root: PathBuf,
    /// The files, sorted by path.
    pub files: Vec<File>,
}

impl Tree {
    /// Reads the repository this crate lies in.
    ///
    /// # Errors
    /// As reading a folder or a file does, with its path.
    pub fn here() -> io::Result<Tree> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Tree::read(&root.canonicalize()?)
    }

    /// Reads the tree below `root`, without what a build leaves.
    ///
    /// # Errors
    /// As reading a folder or a file does, with its path.
    pub fn read(root: &Path) -> io::Result<Tree> {
        let mut files = Vec::new();
        walk(root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree {
            root: root.into(),
            files,
        })
    }

    /// The file at this path from the root, or an empty one.
    pub fn file(&self, path: &str) -> File {
        let file = self.files.iter().find(|file| file.path == path);
        file.cloned().unwrap_or_else(|| File::new(path, ""))
    }

    /// The files below `folder` with this extension.
    pub fn files_in<'a>(
        &'a self,
        folder: &'a str,
        extension: &'a str,
    ) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(move |file| file.is(folder, extension))
    }

    /// The workspace's packages: each folder of `listings`, `crates` and
    /// `exercises`.
    ///
    /// # Errors
    /// Says which manifest is absent or none.
    pub fn packages(&self) -> Result<Vec<Package>, String> {
        let manifests = self.files.iter().filter(|file| {
            let parts: Vec<_> = file.path.split('/').collect();
            matches!(
                parts[..],
                ["listings" | "crates" | "exercises", _, "Cargo.toml"]
            )
        });
        let dirs = manifests.map(|file| &file.path[..file.path.len() - 11]);
        dirs.map(|dir| Package::new(dir, self.below(dir))).collect()
    }

    fn below(&self, dir: &str) -> Vec<File> {
        let inside = self.files.iter().filter(|f| f.below(dir).is_some());
        inside.cloned().collect()
    }
}

fn walk(dir: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    let with_path = |error| at(dir, error);
    for entry in fs::read_dir(dir).map_err(with_path)? {
        let entry = entry.map_err(with_path)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type().map_err(with_path)?;
        // A learner's own folder is nobody else's.
        let skipped = SKIPPED.contains(&name.as_str()) || path == "work";
        if kind.is_dir() && !skipped {
            walk(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() {
            let bytes = fs::read(entry.path());
            let bytes = bytes.map_err(|error| at(&entry.path(), error))?;
            let text = String::from_utf8(bytes).unwrap_or_default();
            files.push(File { path, text });
        }
    }
    Ok(())
}

fn at(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_names_its_binaries() {
        let manifest = "[package]\nname = \"ch02-tcp\"\n";
        let files = vec![
            File::new("listings/ch02-tcp/Cargo.toml", manifest),
            File::new("listings/ch02-tcp/src/main.rs", ""),
            File::new("listings/ch02-tcp/src/bin/tcp-echo.rs", ""),
        ];
        let package = Package::new("listings/ch02-tcp", files);
        let binaries = package.map(|package| package.binaries());
        assert_eq!(
            binaries,
            Ok(vec!["ch02-tcp".into(), "tcp-echo".to_string()])
        );
    }

    #[test]
    fn a_main_program_may_have_a_name_of_its_own() {
        let manifest = "[package]\nname = \"weave\"\n\
                        [[bin]]\nname = \"book\"\npath = \"src/main.rs\"\n";
        let files = vec![
            File::new("crates/weave/Cargo.toml", manifest),
            File::new("crates/weave/src/main.rs", ""),
        ];
        let package = Package::new("crates/weave", files);
        let binaries = package.map(|package| package.binaries());
        assert_eq!(binaries, Ok(vec!["book".to_string()]));
    }

    #[test]
    fn a_package_without_manifest_is_named() {
        let package = Package::new("crates/x", Vec::new());
        assert_eq!(
            package.err().as_deref(),
            Some("crates/x/Cargo.toml: no such file")
        );
    }

    #[test]
    fn this_repository_is_read_without_what_a_build_leaves() {
        let tree = Tree::here().expect("the repository is readable");
        assert!(tree.files.iter().any(|f| f.path == "Cargo.toml"));
        assert!(!tree.files.iter().any(|f| f.below("target").is_some()));
    }
}
