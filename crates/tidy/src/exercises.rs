//! Checks of the exercises: their names, their programs, their pages.

use std::collections::BTreeSet;
use std::path::Path;

use exercise::Exercise;

use crate::names::is_exercise;
use crate::tree::{Package, Tree};

/// An exercise is called `topic-NN-words`, and its package as its folder.
pub fn names(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let name = package.name();
    let mut problems = Vec::new();
    if package.dir != format!("exercises/{name}") {
        problems.push(format!("{at}: name the package as its folder"));
    }
    if !is_exercise(name) {
        problems.push(format!("{at}: {name}: rename it `topic-NN-words`"));
    }
    problems
}

/// Its programs are `ID-starter`, `ID-solution`, `ID-wrong-NAME` and
/// `ID-odd-NAME`: only a learner's own is called `ID`, or building the root
/// would replace it.
pub fn binaries(package: &Package) -> Vec<String> {
    let at = package.manifest_path();
    let id = package.name();
    let mut wanted = BTreeSet::from([
        (format!("{id}-starter"), "src/main.rs".to_string()),
        (format!("{id}-solution"), "author/solution.rs".to_string()),
    ]);
    for kind in ["wrong", "odd"] {
        let folder = format!("author/{kind}");
        wanted.extend(package.files_in(&folder, "rs").map(|file| {
            let path = format!("{folder}/{}", file.name());
            (format!("{id}-{kind}-{}", file.stem()), path)
        }));
    }
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
    absent.chain(stray).collect()
}

/// Its chapter is one of the book's, and its page is written.
pub fn pages(package: &Package, tree: &Tree) -> Vec<String> {
    let at = format!("{}/exercise.toml", package.dir);
    let Some(file) = package.file("exercise.toml") else {
        return vec![format!("{at}: no such file; write it")];
    };
    let read = Exercise::parse(Path::new(&package.dir), &file.text, "");
    let exercise: Exercise = match read {
        Ok(exercise) => exercise,
        Err(problem) => return vec![format!("{at}{problem}")],
    };
    let chapter = &exercise.chapter;
    let mut problems = Vec::new();
    let exists = |path: &str| tree.files.iter().any(|f| f.path == path);
    if !exists(&format!("listings/{chapter}/Cargo.toml")) {
        problems.push(format!("{at}: chapter = \"{chapter}\": no chapter"));
    }
    let page = format!("book/exercises/{}.md", package.name());
    if !exists(&page) {
        problems.push(format!("{page}: no such page; write the task"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::File;
    use std::path::PathBuf;

    const EXERCISE: &str = "id = 'tcp-01-echo'\ntitle = 'Echo'\n\
                            chapter = 'ch02-tcp'\nminutes = 20\n\
                            needs = []\nrole = 'server'\neditable = []\n\
                            starter = 'a'\ncheck = []\nwrong = []\n\
                            limits = { starts = 10, answers = 2, \
                            memory = 64 }\n";

    fn package(name: &str, bins: &[(&str, &str)]) -> Package {
        let dir = format!("exercises/{name}");
        let bins = bins.iter().map(|(name, path)| {
            format!("[[bin]]\nname = \"{name}\"\npath = \"{path}\"\n")
        });
        let bins: String = bins.collect();
        let manifest = format!("[package]\nname = \"{name}\"\n{bins}");
        let file =
            |path: &str, text: &str| File::new(&format!("{dir}/{path}"), text);
        let files = vec![
            file("Cargo.toml", &manifest),
            file("author/wrong/lines.rs", ""),
            file("exercise.toml", EXERCISE),
        ];
        Package::new(&dir, files).expect("the manifest is TOML")
    }

    #[test]
    fn a_name_off_the_scheme_is_told() {
        assert!(names(&package("tcp-01-echo", &[])).is_empty());
        for bad in ["tcp-1-echo", "tcp-echo", "TCP-01-echo", "tcp-01"] {
            assert_eq!(names(&package(bad, &[])).len(), 1, "{bad}");
        }
    }

    #[test]
    fn a_program_that_could_replace_the_learners_is_told() {
        let bins = [
            ("tcp-01-echo", "src/main.rs"),
            ("tcp-01-echo-solution", "author/solution.rs"),
            ("tcp-01-echo-wrong-lines", "author/wrong/lines.rs"),
        ];
        let problems = binaries(&package("tcp-01-echo", &bins));
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].contains("tcp-01-echo-starter"));
        assert!(problems[1].contains("[[bin]] tcp-01-echo at src/main.rs"));
    }

    #[test]
    fn an_exercise_without_chapter_and_page_is_told() {
        let tree = |paths: &[&str]| Tree {
            root: PathBuf::new(),
            files: paths.iter().map(|path| File::new(path, "")).collect(),
        };
        let package = package("tcp-01-echo", &[]);
        let both = [
            "listings/ch02-tcp/Cargo.toml",
            "book/exercises/tcp-01-echo.md",
        ];
        assert!(pages(&package, &tree(&both)).is_empty());
        assert_eq!(pages(&package, &tree(&[])).len(), 2);
    }
}
