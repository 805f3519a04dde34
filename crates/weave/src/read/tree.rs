//! The repository as pages see it: what the chapters and the exercises offer.

use super::fact;
use super::files::{self, entries, relative};
use super::manifest::{Package, Workspace};
use super::source::{Body, Kind, Source};
use super::tally;
use crate::parallel;
use crate::problem::{Fault, Problem, did_you_mean};
use exercise::Exercise;
use mdbook_preprocessor::errors::Result;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The chapters' packages and everything in them that a page can show.
#[derive(Default)]
pub struct Tree {
    /// The packages under `listings/`, by name.
    pub packages: Vec<Package>,
    /// Listings, tours, libraries, records, twins and figures, by path.
    pub sources: Vec<Source>,
    /// The exercises, in the book's order.
    pub exercises: Vec<Exercise>,
    /// What is wrong with what was read.
    pub problems: Vec<Problem>,
    /// Where among the sources the files of a kind and a name are.
    named: HashMap<Kind, HashMap<String, Vec<usize>>>,
}

impl Tree {
    /// Reads the tree under the repository's root. What cannot be read is
    /// among its problems.
    ///
    /// # Errors
    /// A folder that cannot be read.
    pub fn read(root: &Path) -> Result<Tree> {
        let mut reader = Reader {
            root: root.to_path_buf(),
            workspace: Workspace::default(),
            tree: Tree::default(),
        };
        reader.read()?;
        Ok(reader.tree)
    }

    /// The files of a kind that have this name: more than one is a mistake.
    pub fn named(
        &self,
        kind: Kind,
        name: &str,
    ) -> impl Iterator<Item = &Source> {
        let of_kind = self.named.get(&kind);
        let found = of_kind.and_then(|of_kind| of_kind.get(name));
        found.into_iter().flatten().map(|at| &self.sources[*at])
    }

    /// The file of a kind that has this name, if one alone has it: for who
    /// can do without, since what is like it takes long to find.
    pub fn get(&self, kind: Kind, name: &str) -> Option<&Source> {
        let mut found = self.named(kind, name);
        found.next().filter(|_| found.next().is_none())
    }

    /// The file of a kind that a directive names.
    ///
    /// # Errors
    /// What is wrong and the remedy: an unknown or an ambiguous name.
    pub fn find(&self, kind: Kind, name: &str) -> Result<&Source, Fault> {
        let of_kind = || self.sources.iter().filter(|s| s.kind == kind);
        let found: Vec<_> = self.named(kind, name).collect();
        match found.as_slice() {
            [source] => Ok(source),
            [] => Err(Fault::new(
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

    /// The exercise that a directive names.
    ///
    /// # Errors
    /// There is no such exercise; the remedy.
    pub fn exercise(&self, id: &str) -> Result<&Exercise, Fault> {
        let found = self.exercises.iter().find(|exercise| exercise.id == id);
        found.ok_or_else(|| {
            let ids = self.exercises.iter().map(|e| e.id.as_str());
            Fault::new(
                format!("there is no exercise `{id}`"),
                did_you_mean(id, ids, "an exercise is `exercises/ID`"),
            )
        })
    }

    /// The package that a directive names.
    ///
    /// # Errors
    /// There is no such package; the remedy.
    pub fn package(&self, name: &str) -> Result<&Package, Fault> {
        let found = self.packages.iter().find(|p| p.name == name);
        found.ok_or_else(|| {
            let names = self.packages.iter().map(|p| p.name.as_str());
            let otherwise = "a chapter's package is `listings/*/Cargo.toml`";
            Fault::new(
                format!("there is no package `{name}`"),
                did_you_mean(name, names, otherwise),
            )
        })
    }
}

/// Two files of one name.
pub fn ambiguous(one: &Source, other: &Source) -> Fault {
    Fault::new(
        format!(
            "the {} name `{}` is ambiguous: {} and {}",
            one.kind.word(),
            one.name,
            one.path,
            other.path
        ),
        "names are unique in the whole workspace; rename one",
    )
}

/// Reads and parses a file, which has this name from the root.
fn parsed<T>(
    name: &str,
    path: &Path,
    parse: impl FnOnce(&str, &str) -> Result<T, Problem>,
) -> Result<T, Problem> {
    files::text(name, path).and_then(|text| parse(name, &text))
}

/// Goes through the folders.
struct Reader {
    root: PathBuf,
    workspace: Workspace,
    tree: Tree,
}

impl Reader {
    fn read(&mut self) -> Result<()> {
        let root = self.root.clone();
        let manifest = self.parse(&root.join("Cargo.toml"), Workspace::parse);
        self.workspace = manifest.unwrap_or_default();
        for folder in entries(&root.join("listings"))? {
            self.package(&folder)?;
        }
        for folder in entries(&root.join("book"))? {
            let chapter = relative(&root.join("book"), &folder);
            self.add_all(Kind::Figure, &chapter, &folder, "svg")?;
        }
        for folder in entries(&root.join("exercises"))? {
            self.exercise(&folder);
        }
        exercise::sort(&mut self.tree.exercises);
        self.bodies();
        Ok(())
    }

    /// Parses every file that was found: most of the work, and none of it
    /// waits for another's.
    fn bodies(&mut self) {
        let sources = &mut self.tree.sources;
        let bodies = parallel::map(sources, |source| {
            parsed(&source.path, &self.root.join(&source.path), |name, text| {
                source.kind.parse(name, text.to_string())
            })
        });
        for (source, body) in sources.iter_mut().zip(bodies) {
            match body {
                Ok(body) => source.body = body,
                Err(problem) => self.tree.problems.push(problem),
            }
        }
    }

    fn package(&mut self, folder: &Path) -> Result<()> {
        let manifest = folder.join("Cargo.toml");
        if !manifest.is_file() {
            return Ok(());
        }
        let workspace = std::mem::take(&mut self.workspace);
        let package = self.parse(&manifest, |path, text| {
            Package::parse(path, text, &workspace)
        });
        self.workspace = workspace;
        let Some(package) = package else {
            return Ok(());
        };
        let name = &package.name;
        self.add(Kind::Listing, name, name, &folder.join("src/main.rs"));
        self.add_all(Kind::Listing, name, &folder.join("src/bin"), "rs")?;
        self.library(name, &folder.join("src"))?;
        let listings = self.tree.sources.iter_mut();
        for source in listings.filter(|s| s.kind == Kind::Listing) {
            if let Some(features) = package.features.get(&source.name) {
                source.features.clone_from(features);
            }
        }
        let recorded = folder.join("recorded");
        self.add_all(Kind::Record, name, &recorded, "console")?;
        self.add_all(Kind::Wire, name, &recorded, "wire")?;
        self.add_all(Kind::Calls, name, &recorded, "calls")?;
        self.add_all(Kind::Twin, name, &folder.join("python"), "py")?;
        self.facts(name, &folder.join("facts"))?;
        self.tree.packages.push(package);
        Ok(())
    }

    /// What is neither the tour nor a program: `lib.rs` and its modules.
    fn library(&mut self, package: &str, folder: &Path) -> Result<()> {
        for path in entries(folder)? {
            let is_rust = path.extension().is_some_and(|e| e == "rs");
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if is_rust && stem != "main" {
                let name = format!("{package}/{stem}");
                self.add(Kind::Library, package, &name, &path);
            }
        }
        Ok(())
    }

    /// What lies beside the exercises without an `exercise.toml` is none.
    fn exercise(&mut self, folder: &Path) {
        let path = folder.join("exercise.toml");
        let dir = PathBuf::from(relative(&self.root, folder));
        if !path.is_file() {
            return;
        }
        let hints = self.parse(&folder.join("hints.md"), |name, text| {
            tally::note(name);
            Ok(text.to_string())
        });
        let exercise = self.parse(&path, |name, text| {
            tally::note(name);
            let hints = hints.unwrap_or_default();
            let read = Exercise::parse(&dir, text, &hints);
            read.map_err(|problem| Problem {
                file: name.to_string(),
                line: problem.line,
                what: problem.what,
                remedy: problem.remedy.to_string(),
            })
        });
        self.tree.exercises.extend(exercise);
    }

    fn facts(&mut self, package: &str, folder: &Path) -> Result<()> {
        for path in entries(folder)? {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            if path.extension().is_some_and(|e| e == "rs") && stem != "mod" {
                self.add(Kind::Fact, package, &fact::name(&stem), &path);
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
                let stem = path.file_stem().unwrap_or_default();
                self.add(kind, package, &stem.to_string_lossy(), &path);
            }
        }
        Ok(())
    }

    fn add(&mut self, kind: Kind, package: &str, name: &str, path: &Path) {
        // A link that leads nowhere is a file that cannot be read.
        if !path.is_file() && !path.is_symlink() {
            return;
        }
        let of_kind = self.tree.named.entry(kind).or_default();
        let named = of_kind.entry(name.to_string()).or_default();
        named.push(self.tree.sources.len());
        self.tree.sources.push(Source {
            kind,
            package: package.to_string(),
            name: name.to_string(),
            path: relative(&self.root, path),
            features: Vec::new(),
            body: Body::Unreadable,
        });
    }

    /// Reads and parses a file; what is wrong with it is kept.
    fn parse<T>(
        &mut self,
        path: &Path,
        parse: impl FnOnce(&str, &str) -> Result<T, Problem>,
    ) -> Option<T> {
        match parsed(&relative(&self.root, path), path, parse) {
            Ok(parsed) => Some(parsed),
            Err(problem) => {
                self.tree.problems.push(problem);
                None
            }
        }
    }
}
