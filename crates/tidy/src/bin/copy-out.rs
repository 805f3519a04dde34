//! Copies each listing out of the repository, as a reader does, and has it
//! checked there: a new package of the chapter's name, the `cargo add` lines
//! of the chapter's built page, the listing as `src/main.rs`. Where a chapter
//! has a library, its files are copied along, and each is named.
//!
//!     cargo book build && cargo run -p tidy --bin copy-out -- [BOOK]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::time::Instant;

use record::words;
use tempfile::TempDir;
use tidy::html;
use tidy::tree::{File, Package, Tree};

fn main() {
    if let Err(error) = run() {
        eprintln!("copy-out: {error}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let tree = Tree::here().map_err(|error| error.to_string())?;
    let book = env::args_os().nth(1).map(PathBuf::from);
    let book = book.unwrap_or(tree.root.join("target/book"));
    let outside = Outside::new(&tree.root, book)?;
    for package in tree.packages()?.iter().filter(|p| p.is_listing()) {
        copy_chapter(package, &outside)?;
    }
    Ok(())
}

fn copy_chapter(package: &Package, outside: &Outside) -> Result<(), String> {
    let name = package.name();
    let copy = outside.package(package)?;
    for file in sources(package) {
        let begun = Instant::now();
        write(&copy.join("src/main.rs"), &file.text)?;
        outside
            .cargo(&["check", "--quiet"], &copy)
            .map_err(|error| format!("{}: {error}", file.path))?;
        let seconds = begun.elapsed().as_secs_f64();
        let how = if library(package).next().is_some() {
            "stands with the library"
        } else {
            "stands alone"
        };
        println!("{name}: {} {how} ({seconds:.1} s)", file.stem());
    }
    Ok(())
}

/// The tour and the listings of a chapter.
fn sources(package: &Package) -> impl Iterator<Item = &File> {
    let tour = package.file("src/main.rs");
    tour.into_iter().chain(package.files_in("src/bin", "rs"))
}

/// The library that a chapter's listings need, if it has one.
fn library(package: &Package) -> impl Iterator<Item = &File> {
    let files = package.files_in("src", "rs");
    files.filter(|file| {
        file.name() != "main.rs" && !file.path.contains("/src/bin/")
    })
}

/// A folder outside the repository, gone when this is dropped.
struct Outside {
    folder: TempDir,
    book: PathBuf,
    root: PathBuf,
    target: PathBuf,
}

impl Outside {
    fn new(root: &Path, book: PathBuf) -> Result<Outside, String> {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let target = root.join("target");
        Ok(Outside {
            folder,
            book,
            root: root.into(),
            target: env::var_os("CARGO_TARGET_DIR")
                .map_or(target, PathBuf::from)
                .join("copy-out"),
        })
    }

    /// A new package with what the chapter's page tells a reader to add, the
    /// chapter's library, and this repository's `Cargo.lock`.
    fn package(&self, package: &Package) -> Result<PathBuf, String> {
        let name = package.name();
        let dir = self.folder.path();
        self.cargo(&["new", "--quiet", "--vcs", "none", name], dir)?;
        let copy = dir.join(name);
        let lock = self.root.join("Cargo.lock");
        fs::copy(&lock, copy.join("Cargo.lock"))
            .map_err(|error| at(&lock, error))?;
        for file in library(package) {
            println!("{name}: {} is copied along", file.name());
            write(&copy.join("src").join(file.name()), &file.text)?;
        }
        for line in self.added(package)? {
            let words = words(&line).map_err(|error| error.to_string())?;
            let args: Vec<&str> = words[1..].iter().map(|w| &w[..]).collect();
            println!("{name}: {line}");
            self.cargo(&[&args[..], &["--quiet"]].concat(), &copy)?;
        }
        Ok(copy)
    }

    /// The `cargo add` lines that the chapter's built pages show.
    fn added(&self, package: &Package) -> Result<Vec<String>, String> {
        let pages = self.book.join(package.name());
        let entries = fs::read_dir(&pages).map_err(|error| {
            format!("{}; run `cargo book build` first", at(&pages, error))
        })?;
        let mut lines = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| at(&pages, error))?.path();
            if path.extension().is_some_and(|kind| kind == "html") {
                let page = fs::read_to_string(&path);
                let page = page.map_err(|error| at(&path, error))?;
                lines.extend(html::cargo_add_lines(&page));
            }
        }
        lines.sort();
        lines.dedup();
        Ok(lines)
    }

    /// Runs cargo in `dir`, offline; its standard error is the error.
    fn cargo(&self, args: &[&str], dir: &Path) -> Result<(), String> {
        let cargo = env::var_os("CARGO").unwrap_or(OsString::from("cargo"));
        let output = Command::new(cargo)
            .args(args)
            .arg("--offline")
            .env("CARGO_TARGET_DIR", &self.target)
            .current_dir(dir)
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("cargo {}:\n{said}", args.join(" ")))
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| at(path, error))
}

fn at(path: &Path, error: io::Error) -> String {
    format!("{}: {error}", path.display())
}
