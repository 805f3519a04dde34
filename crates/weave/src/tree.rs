//! What the chapters offer to pages: listings, records and twins.

use crate::exercise::{self, Exercise};
use crate::files::{entries, read, relative};
use crate::problem::{Problem, did_you_mean};
use mdbook_preprocessor::errors::{Error, Result};
use record::{Action, Block, Command, Record, Trace};
use std::path::{Path, PathBuf};
use toml::Table;

/// The chapters' packages and everything in them that a page can show.
pub struct Tree {
    /// The repository's root.
    pub root: PathBuf,
    /// The packages under `listings/`, by name.
    pub packages: Vec<Package>,
    /// Listings, tours, libraries, records and twins, by path.
    pub sources: Vec<Source>,
    /// The `[workspace.dependencies]` of the root's manifest.
    pub workspace: Table,
    /// The exercises, in the book's order.
    pub exercises: Vec<Exercise>,
}

/// One chapter's package.
pub struct Package {
    /// Its name in its manifest, such as `ch02-tcp`.
    pub name: String,
    /// Its manifest.
    pub manifest: Table,
}

/// A file that pages show.
pub struct Source {
    /// What it is.
    pub kind: Kind,
    /// The package it belongs to.
    pub package: String,
    /// What a directive calls it.
    pub name: String,
    /// Its path from the root, with `/` between folders.
    pub path: String,
    /// Its text, with `\n` at the end of each line.
    pub text: String,
}

/// The kinds of file that pages show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A program: `src/bin/NAME.rs`, or a chapter's tour, `src/main.rs`.
    Listing,
    /// A file of a chapter's library, `src/STEM.rs`, called `PACKAGE/STEM`.
    Library,
    /// A `.console` record, called by its stem.
    Record,
    /// A Python twin, called by its stem.
    Twin,
    /// A `.wire` record, called by its stem.
    Wire,
    /// A drawing, `book/*/NAME.svg`, called by its stem.
    Figure,
}

impl Kind {
    /// What a listing directive shows: only a library's file has its
    /// package in its name.
    pub fn of_listing(name: &str) -> Kind {
        if name.contains('/') {
            Kind::Library
        } else {
            Kind::Listing
        }
    }

    /// The kind's name in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Listing => "listing",
            Kind::Library => "library",
            Kind::Record => "record",
            Kind::Twin => "twin",
            Kind::Wire => "wire record",
            Kind::Figure => "figure",
        }
    }

    /// Where files of this kind stand.
    fn place(self) -> &'static str {
        match self {
            Kind::Listing => "listings are `listings/*/src/bin/NAME.rs`",
            Kind::Library => "a library's files are `listings/*/src/NAME.rs`",
            Kind::Record => "records are `listings/*/recorded/NAME.console`",
            Kind::Twin => "twins are `listings/*/python/NAME.py`",
            Kind::Wire => "wire records are `listings/*/recorded/NAME.wire`",
            Kind::Figure => "figures are `book/*/NAME.svg`",
        }
    }
}

impl Tree {
    /// Reads the tree under the repository's root.
    ///
    /// # Errors
    /// A file or folder that cannot be read, a manifest that is no TOML.
    pub fn scan(root: &Path) -> Result<Tree> {
        let manifest = read_manifest(&root.join("Cargo.toml"))?;
        let mut tree = Tree {
            root: root.to_path_buf(),
            packages: Vec::new(),
            sources: Vec::new(),
            workspace: table_at(&manifest, &["workspace", "dependencies"]),
            exercises: exercise::scan(root)?,
        };
        for folder in entries(&root.join("listings"))? {
            if folder.join("Cargo.toml").is_file() {
                tree.scan_package(&folder)?;
            }
        }
        for folder in entries(&root.join("book"))? {
            let chapter = relative(&root.join("book"), &folder);
            tree.add_all(Kind::Figure, &chapter, &folder, "svg")?;
        }
        Ok(tree)
    }

    fn scan_package(&mut self, folder: &Path) -> Result<()> {
        let manifest = read_manifest(&folder.join("Cargo.toml"))?;
        let package = table_at(&manifest, &["package"]);
        let Some(name) = package.get("name").and_then(|n| n.as_str()) else {
            let manifest = folder.join("Cargo.toml");
            return Err(Error::msg(format!(
                "{}: the package has no name; add `name = …`",
                manifest.display()
            )));
        };
        self.add(Kind::Listing, name, Some(name), &folder.join("src/main.rs"))?;
        self.add_all(Kind::Listing, name, &folder.join("src/bin"), "rs")?;
        self.add_library(name, &folder.join("src"))?;
        let recorded = folder.join("recorded");
        self.add_all(Kind::Record, name, &recorded, "console")?;
        self.add_all(Kind::Wire, name, &recorded, "wire")?;
        self.add_all(Kind::Twin, name, &folder.join("python"), "py")?;
        self.packages.push(Package {
            name: name.to_string(),
            manifest,
        });
        Ok(())
    }

    /// What is neither the tour nor a program: `lib.rs` and its modules.
    fn add_library(&mut self, package: &str, folder: &Path) -> Result<()> {
        for path in entries(folder)? {
            let is_rust = path.extension().is_some_and(|e| e == "rs");
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if is_rust && stem != "main" {
                let name = format!("{package}/{stem}");
                self.add(Kind::Library, package, Some(&name), &path)?;
            }
        }
        Ok(())
    }

    fn add_all(
        &mut self,
        kind: Kind,
        package: &str,
        folder: &Path,
        extension: &str,
    ) -> Result<()> {
        for path in entries(folder)? {
            if path.extension().is_some_and(|e| e == extension) {
                self.add(kind, package, None, &path)?;
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        kind: Kind,
        package: &str,
        name: Option<&str>,
        path: &Path,
    ) -> Result<()> {
        if !path.is_file() {
            return Ok(());
        }
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        self.sources.push(Source {
            kind,
            package: package.to_string(),
            name: name.unwrap_or(&stem).to_string(),
            path: relative(&self.root, path),
            text: read(path)?,
        });
        Ok(())
    }

    /// The file of a kind that a directive names.
    ///
    /// # Errors
    /// What is wrong and the remedy: an unknown or an ambiguous name.
    pub fn find(
        &self,
        kind: Kind,
        name: &str,
    ) -> Result<&Source, (String, String)> {
        let of_kind = || self.sources.iter().filter(|s| s.kind == kind);
        let found: Vec<_> = of_kind().filter(|s| s.name == name).collect();
        match found.as_slice() {
            [source] => Ok(source),
            [] => Err((
                format!("there is no {} `{name}`", kind.word()),
                did_you_mean(
                    name,
                    of_kind().map(|s| s.name.as_str()),
                    kind.place(),
                ),
            )),
            [one, other, ..] => Err(ambiguous(one, other)),
        }
    }

    /// What is wrong before any page is read: names given twice, records
    /// that cannot be read or that start what does not exist.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (i, source) in self.sources.iter().enumerate() {
            let twin = self.sources[..i]
                .iter()
                .find(|s| s.kind == source.kind && s.name == source.name);
            if let Some(first) = twin {
                let (what, remedy) = ambiguous(first, source);
                problems.push(Problem::of(&source.path, what, remedy));
            }
            match source.kind {
                Kind::Record => self.check_record(source, &mut problems),
                Kind::Wire => problems.extend(self.check_wire(source)),
                _ => {}
            }
        }
        problems
    }

    fn check_record(&self, source: &Source, problems: &mut Vec<Problem>) {
        let record = match Record::parse(&source.text) {
            Ok(record) => record,
            Err(error) => {
                let remedy = "mend the record; `BLESS=1 cargo test` fills \
                              in its output";
                let (line, what) = (error.line, error.problem);
                problems.push(Problem::at(&source.path, line, what, remedy));
                return;
            }
        };
        for block in &record.blocks {
            if let Err((what, remedy)) = self.check_start(source, block) {
                let line = block.line;
                problems.push(Problem::at(&source.path, line, what, remedy));
            }
        }
    }

    /// A wire record is of the same run as the console beside it.
    fn check_wire(&self, source: &Source) -> Option<Problem> {
        if let Err(error) = Trace::parse(&source.text) {
            let remedy = "record it anew: `BLESS=1 cargo test`";
            let (line, what) = (error.line, error.problem);
            return Some(Problem::at(&source.path, line, what, remedy));
        }
        let stem = source.path.trim_end_matches(".wire");
        let console = format!("{stem}.console");
        if self.sources.iter().any(|s| s.path == console) {
            return None;
        }
        let records = self
            .sources
            .iter()
            .filter(|s| s.kind == Kind::Record && s.package == source.package);
        let otherwise = format!("record {console} first, or remove the file");
        let names = records.map(|record| record.name.as_str());
        let remedy = did_you_mean(&source.name, names, &otherwise);
        let what = "the wire record has no console record of the same name";
        Some(Problem::of(&source.path, what, remedy))
    }

    fn check_start(
        &self,
        source: &Source,
        block: &Block,
    ) -> Result<(), (String, String)> {
        let Action::Start(command) = &block.action else {
            return Ok(());
        };
        let remedy = "write a command that a reader can type";
        let command = Command::parse(command)
            .map_err(|error| (error.to_string(), remedy.to_string()))?;
        match command {
            Command::Lab(_) => Ok(()),
            Command::Run { package, .. } if package != source.package => Err((
                format!("the command runs another package, `{package}`"),
                format!("a record here runs `-p {}`", source.package),
            )),
            Command::Run { binary, .. } => self.check_binary(source, &binary),
        }
    }

    fn check_binary(
        &self,
        source: &Source,
        binary: &str,
    ) -> Result<(), (String, String)> {
        let binaries = || {
            self.sources.iter().filter(|s| {
                s.kind == Kind::Listing && s.package == source.package
            })
        };
        if binaries().any(|s| s.name == binary) {
            return Ok(());
        }
        let place = format!(
            "the binaries of `{}` are its `src/main.rs` and `src/bin/*.rs`",
            source.package
        );
        Err((
            format!("the command runs `{binary}`, which does not exist"),
            did_you_mean(binary, binaries().map(|s| s.name.as_str()), &place),
        ))
    }
}

fn ambiguous(one: &Source, other: &Source) -> (String, String) {
    (
        format!(
            "the {} name `{}` is ambiguous: {} and {}",
            one.kind.word(),
            one.name,
            one.path,
            other.path
        ),
        "names are unique in the whole workspace; rename one".to_string(),
    )
}

/// A table inside a table; empty where there is none.
pub fn table_at(table: &Table, path: &[&str]) -> Table {
    let Some((first, rest)) = path.split_first() else {
        return table.clone();
    };
    match table.get(*first).and_then(|value| value.as_table()) {
        Some(inner) => table_at(inner, rest),
        None => Table::new(),
    }
}

fn read_manifest(path: &Path) -> Result<Table> {
    read(path)?
        .parse()
        .map_err(|error| Error::msg(format!("{}: {error}", path.display())))
}
