//! Checks of facts: each is listed, named once, and opens with a sentence.

use std::collections::BTreeMap;

use crate::tree::{File, Package};

const LIST: &str = "facts/mod.rs";

/// A chapter's facts, without their list.
pub fn files(package: &Package) -> impl Iterator<Item = &File> {
    let files = package.files_in("facts", "rs");
    files.filter(|file| file.stem() != "mod")
}

/// Each file of `facts` is a module of its list and is run: the compiler
/// looks at no other.
pub fn listed(package: &Package) -> Vec<String> {
    let list = package.file(LIST).map_or("", |file| &file.text);
    let apart = |c: char| !c.is_alphanumeric() && c != '_';
    let named = |name| list.split(apart).filter(|word| *word == name).count();
    let stray = files(package).filter(|file| {
        let name = file.stem();
        !list.contains(&format!("mod {name};")) || named(name) < 2
    });
    stray
        .map(|file| {
            let name = file.stem();
            format!(
                "{}: write `mod {name};` and `{name},` into {}/{LIST}, or it \
                 is never run",
                file.path, package.dir
            )
        })
        .collect()
}

/// A fact opens with the sentence that it proves, which pages cite, and its
/// experiment is called `run`.
pub fn form(file: &File) -> Vec<String> {
    let sentence = sentence(&file.text);
    let is_whole = sentence.ends_with('.') && !sentence.contains(". ");
    let at = &file.path;
    let unfit = (!is_whole).then(|| {
        format!(
            "{at}:1: let the first paragraph be the one sentence that it \
             proves, with a full stop"
        )
    });
    let without_run = (!file.text.contains("pub fn run(")).then(|| {
        format!("{at}: call the experiment `pub fn run() -> Measured`")
    });
    unfit.into_iter().chain(without_run).collect()
}

/// The first paragraph of the file's own documentation, as one line.
fn sentence(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!"));
    let lines: Vec<&str> = lines
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    lines.join(" ")
}

/// No two facts of the workspace have one name: a page names it alone.
pub fn unique(packages: &[Package]) -> Vec<String> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in packages.iter().flat_map(files) {
        holders.entry(file.stem()).or_default().push(&file.path);
    }
    let shared = holders.values().filter(|paths| paths.len() > 1);
    shared
        .map(|paths| {
            let all = paths.join(" and ");
            format!("{all}: rename one: a page names the fact alone")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACT: &str = "//! Water\n//! is wet.\n//!\n//! See the sea.\n\n\
                        pub fn run() -> Measured {\n";

    fn fact(text: &str) -> File {
        File::new("listings/ch02-tcp/facts/water_is_wet.rs", text)
    }

    fn package(dir: &str, list: &str) -> Package {
        let manifest = "[package]\nname = \"x\"\n";
        let files = vec![
            File::new(&format!("{dir}/Cargo.toml"), manifest),
            File::new(&format!("{dir}/facts/mod.rs"), list),
            File::new(&format!("{dir}/facts/water_is_wet.rs"), FACT),
        ];
        Package::new(dir, files).expect("the manifest is TOML")
    }

    #[test]
    fn a_fact_that_is_not_listed_is_told() {
        let both = "mod water_is_wet;\nfacts![\n    water_is_wet,\n];\n";
        assert!(listed(&package("listings/ch02-tcp", both)).is_empty());
        for half in ["mod water_is_wet;\n", "    water_is_wet,\n", ""] {
            let problems = listed(&package("listings/ch02-tcp", half));
            assert_eq!(problems.len(), 1, "{half}");
            assert!(problems[0].contains("never run"), "{problems:?}");
        }
    }

    #[test]
    fn a_fact_without_its_sentence_is_told() {
        assert_eq!(sentence(FACT), "Water is wet.");
        assert!(form(&fact(FACT)).is_empty());
        for (from, to) in [
            ("is wet.", "is wet"),
            ("is wet.", "is wet. It is."),
            ("pub fn run(", "fn run("),
        ] {
            let problems = form(&fact(&FACT.replace(from, to)));
            assert_eq!(problems.len(), 1, "{to}: {problems:?}");
        }
    }

    #[test]
    fn a_fact_of_two_chapters_is_told_with_both() {
        let one = package("listings/ch02-tcp", "");
        let other = package("listings/ch03-udp", "");
        let problems = unique(&[one, other]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("ch02-tcp"), "{problems:?}");
        assert!(problems[0].contains("ch03-udp"), "{problems:?}");
    }
}
