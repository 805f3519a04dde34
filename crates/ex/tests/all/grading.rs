//! A submission that changes more than its own files changes no verdict.

use std::fs;
use std::path::{Path, PathBuf};

use ex::exercise::{self, Exercise};
use ex::grade::{self, Order};
use ex::options::Options;
use ex::tell::formats::{Graded, Outcome};
use tempfile::TempDir;

const ID: &str = "tcp-01-echo";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A submission of one of the exercise's own programs.
fn submission(exercise: &Exercise, program: &str) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let source = dir.path().join(ID).join("src");
    fs::create_dir_all(&source).unwrap();
    let from = exercise.dir.join(program);
    fs::copy(from, source.join("main.rs")).unwrap();
    dir
}

fn passed(graded: &[Graded]) -> Vec<bool> {
    let outcomes = graded.iter().flat_map(|g| &g.outcomes);
    outcomes.map(|(_, o)| *o == Outcome::Passed).collect()
}

pub fn only_the_editable_files_count() {
    let all = exercise::all(&root()).unwrap();
    let exercise = all.iter().find(|e| e.id == ID).unwrap();
    let dir = submission(exercise, "author/wrong/limited.rs");
    let put = |path: &str, text: &str| {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    // Each of these would change the program, or its judge, if it were used.
    let manifest = "[package]\nname = \"tcp-01-echo\"\nedition = \"2024\"\n\
                    [[bin]]\nname = \"tcp-01-echo\"\npath = \"other.rs\"\n";
    put("tcp-01-echo/Cargo.toml", manifest);
    put("tcp-01-echo/other.rs", "fn main() { loop {} }");
    put("tcp-01-echo/build.rs", "fn main() { panic!() }");
    let config = "[build]\nrustc = \"/nowhere\"\n";
    put(".cargo/config.toml", config);
    put("tcp-01-echo/.cargo/config.toml", config);
    put("Cargo.toml", "no manifest at all");
    put("tcp-01-echo/exercise.toml", "checks = []");
    put("rust-toolchain.toml", "[toolchain]\nchannel = \"none\"\n");

    let order = Order {
        ids: vec![ID.into()],
        ..Order::of(dir.path())
    };
    let graded = grade::graded(&all, &order).unwrap();
    let declared = &exercise.wrong.iter().find(|w| w.name == "limited");
    let fails = &declared.unwrap().fails;
    let expected = exercise.checks.iter().map(|c| !fails.contains(&c.id));
    assert_eq!(passed(&graded), expected.collect::<Vec<_>>(), "{graded:?}");
}

pub fn what_is_missing_counts_as_none_of_its_checks() {
    let all = exercise::all(&root()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let order = Order::of(dir.path());
    let graded = grade::graded(&all, &order).unwrap();
    let checks: usize = all.iter().map(|e| e.checks.len()).sum();
    assert_eq!(passed(&graded), vec![false; checks]);
    // Unless it was not asked for.
    let ids = vec![ID.into()];
    let graded = grade::graded(&all, &Order { ids, ..order }).unwrap();
    assert_eq!(graded.len(), 1);
}

pub fn another_language_is_graded_by_its_command() {
    let all = exercise::all(&root()).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join(ID);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("mine.sh"), "echo $1 >&2; exit 3\n").unwrap();
    // As it is typed, and as the README says it.
    let options = Options {
        command: Some("sh {}/mine.sh".into()),
        ..Options::default()
    };
    let order = Order {
        ids: vec![ID.into()],
        command: options.command_words().unwrap(),
        ..Order::of(dir.path())
    };
    let graded = grade::graded(&all, &order).unwrap();
    let Outcome::Failed(text) = &graded[0].outcomes[0].1 else {
        panic!("{graded:?}");
    };
    assert!(text.contains("ended with status 3"), "{text}");
}

pub fn what_does_not_compile_fails_every_check() {
    let all = exercise::all(&root()).unwrap();
    let exercise = all.iter().find(|e| e.id == ID).unwrap();
    let dir = submission(exercise, "hints.md");
    let graded = grade::graded(&all, &Order::of(&dir.path().join(ID))).unwrap();
    assert_eq!(passed(&graded), vec![false; exercise.checks.len()]);
}
