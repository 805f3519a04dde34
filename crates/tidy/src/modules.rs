//! Which module of a crate uses which: no two need each other.
//!
//! A circle of files can be read, moved and tested only as a whole. What lies
//! in a folder may use what the folder's own file has; tests are free.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{Attribute, ItemFn, ItemMod, ItemUse, UseTree};

use crate::tree::{File, Package};

/// A module, by the names on the way to it: the crate itself has none.
type Module = Vec<String>;

/// The circles that the subject has, by the crate and their modules.
const OF_THE_SUBJECT: [(&str, &[&str]); 1] = [
    // How long a program is waited for depends on it, and so on the wait.
    ("ex", &["`observe::child`", "`observe::patience`"]),
];

/// The modules of a crate that need each other, each circle once.
pub fn circles(package: &Package) -> Vec<String> {
    match uses(package) {
        Ok(uses) => told(package, &uses),
        Err(problem) => vec![problem],
    }
}

/// For each module those that it uses, without what it lies in.
fn uses(
    package: &Package,
) -> Result<BTreeMap<Module, BTreeSet<Module>>, String> {
    let files = package.files_in("src", "rs");
    let has_library = package.file("src/lib.rs").is_some();
    let mut named = BTreeMap::new();
    let mut tests = BTreeSet::new();
    for file in files {
        let path = file.below(&package.dir).unwrap_or_default();
        let other = path == "src/main.rs" && has_library;
        if other || path.starts_with("src/bin/") {
            continue;
        }
        let module = module(path);
        let mut reader = Reader::new(&module);
        reader.visit_file(&parsed(file)?);
        tests.extend(reader.tests);
        named.insert(module, reader.paths);
    }
    let of_tests = |module: &Module| {
        (0..=module.len()).any(|n| tests.contains(&module[..n]))
    };
    named.retain(|module, _| !of_tests(module));
    let used = |module: &Module, paths: &BTreeSet<Module>| {
        let files = paths.iter().map(|path| {
            let known = |n: &usize| named.contains_key(&path[..*n]);
            let longest = (0..=path.len()).rev().find(known);
            path[..longest.unwrap_or(0)].to_vec()
        });
        files.filter(|used| !module.starts_with(used)).collect()
    };
    let uses = named.iter().map(|(m, paths)| (m.clone(), used(m, paths)));
    Ok(uses.collect())
}

fn parsed(file: &File) -> Result<syn::File, String> {
    syn::parse_file(&file.text)
        .map_err(|error| format!("{}: {error}", file.path))
}

/// The module in a file: `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`.
fn module(path: &str) -> Module {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Module = path.split('/').map(String::from).collect();
    let last = parts.last().map(String::as_str);
    let is_root = parts.len() == 1 && matches!(last, Some("lib" | "main"));
    if is_root || last == Some("mod") {
        parts.pop();
    }
    parts
}

/// Collects the paths in a file, each from the crate on.
struct Reader {
    /// Where it is: the file's module, and modules inside the file.
    at: Module,
    paths: BTreeSet<Module>,
    /// Modules that are compiled for tests alone.
    tests: BTreeSet<Module>,
}

impl Reader {
    fn new(module: &Module) -> Reader {
        Reader {
            at: module.clone(),
            paths: BTreeSet::new(),
            tests: BTreeSet::new(),
        }
    }

    /// A path that may begin with the name of a module in this one; names of
    /// other crates lead to this file itself, which means nothing.
    fn add(&mut self, mut path: &[String]) {
        let mut from = self.at.clone();
        match path.first().map(String::as_str) {
            Some("crate") => {
                from.clear();
                path = &path[1..];
            }
            Some("self") => path = &path[1..],
            _ => {}
        }
        while path.first().is_some_and(|part| part == "super") {
            from.pop();
            path = &path[1..];
        }
        self.paths.insert([&from, path].concat());
    }

    fn add_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => {
                self.add_tree(&with(&path.ident), &path.tree);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(before, tree);
                }
            }
            UseTree::Name(name) => self.add(&with(&name.ident)),
            UseTree::Rename(name) => self.add(&with(&name.ident)),
            UseTree::Glob(_) => self.add(before),
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.at.push(item.ident.to_string());
        if for_tests(&item.attrs) {
            self.tests.insert(self.at.clone());
        } else {
            visit::visit_item_mod(self, item);
        }
        self.at.pop();
    }

    fn visit_item_fn(&mut self, item: &'a ItemFn) {
        if !for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        if !for_tests(&item.attrs) {
            self.add_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let parts = path.segments.iter().map(|part| part.ident.to_string());
        self.add(&parts.collect::<Vec<_>>());
        visit::visit_path(self, path);
    }
}

/// `#[cfg(test)]`, `#[cfg(all(test, unix))]`.
fn for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_test = |word: &str| word == "test";
        let condition = attribute.meta.require_list();
        attribute.path().is_ident("cfg")
            && condition.is_ok_and(|list| {
                let text = list.tokens.to_string();
                text.split(|c: char| !c.is_alphanumeric()).any(is_test)
            })
    })
}

fn told(
    package: &Package,
    uses: &BTreeMap<Module, BTreeSet<Module>>,
) -> Vec<String> {
    let reached: BTreeMap<_, _> =
        uses.keys().map(|from| (from, reach(uses, from))).collect();
    let mut problems = Vec::new();
    for (from, to) in &reached {
        let circle: BTreeSet<&Module> =
            to.iter().filter(|m| reached[m].contains(*from)).collect();
        // Each of them finds the same circle.
        if circle.first() != Some(from) {
            continue;
        }
        let names: Vec<_> = circle.iter().copied().map(name).collect();
        let known = OF_THE_SUBJECT
            .iter()
            .any(|(of, modules)| *of == package.name() && names == *modules);
        if known {
            continue;
        }
        let steps = circle.iter().map(|module| {
            let used = uses[*module].iter().filter(|m| circle.contains(m));
            let used: Vec<_> = used.map(name).collect();
            format!("{} uses {}", name(module), used.join(" and "))
        });
        let steps: Vec<_> = steps.collect();
        problems.push(format!(
            "{}: a circle of modules: {}; move what they share into one \
             that uses none of them",
            package.dir,
            steps.join(", ")
        ));
    }
    problems
}

/// What a module uses, by however many steps.
fn reach(
    uses: &BTreeMap<Module, BTreeSet<Module>>,
    from: &Module,
) -> BTreeSet<Module> {
    let mut reached = BTreeSet::new();
    let mut next = vec![from];
    while let Some(module) = next.pop() {
        for used in &uses[module] {
            if reached.insert(used.clone()) {
                next.push(used);
            }
        }
    }
    reached
}

fn name(module: &Module) -> String {
    if module.is_empty() {
        "the crate".into()
    } else {
        format!("`{}`", module.join("::"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(files: &[(&str, &str)]) -> Package {
        let file = |path: &str, text: &str| {
            File::new(&format!("crates/a/{path}"), text)
        };
        let manifest = file("Cargo.toml", "[package]\nname = \"a\"\n");
        let files = files.iter().map(|(path, text)| file(path, text));
        let files = std::iter::once(manifest).chain(files).collect();
        Package::new("crates/a", files).expect("it has a manifest")
    }

    #[test]
    fn a_circle_is_told_once_with_its_steps() {
        let problems = circles(&package(&[
            ("src/lib.rs", "pub mod one; mod two; mod three;"),
            ("src/one.rs", "use crate::two::{self, Two};"),
            ("src/two/mod.rs", "pub mod deep; fn f() { deep::g() }"),
            (
                "src/two/deep.rs",
                "fn g() -> super::super::three::T { h() }",
            ),
            ("src/three.rs", "mod inner { use super::super::one::One; }"),
        ]));
        assert_eq!(problems.len(), 1, "{problems:?}");
        let steps = "crates/a: a circle of modules: `one` uses `two`, \
                     `three` uses `one`, `two` uses `two::deep`, \
                     `two::deep` uses `three`; move";
        assert!(problems[0].starts_with(steps), "{problems:?}");
    }

    #[test]
    fn a_folder_s_own_file_and_tests_make_no_circle() {
        let problems = circles(&package(&[
            ("src/lib.rs", "pub mod one; mod two; pub use one::One;"),
            ("src/one.rs", "mod part; use part::P; use crate::Root;"),
            (
                "src/one/part.rs",
                "use super::One; #[cfg(test)] mod tests { use crate::two; }",
            ),
            (
                "src/two.rs",
                "use crate::one::One; #[cfg(all(test, unix))] mod more;",
            ),
            ("src/two/more.rs", "use crate::one; use super::super::two;"),
            ("src/main.rs", "use a::two; mod x { use crate::x; }"),
        ]));
        assert_eq!(problems, Vec::<String>::new());
    }
}
