//! A submission that changes more than its own files changes no verdict.

use std::fs;
use std::path::{Path, PathBuf};

use ex::exercise::{self, Exercise};
use ex::formats::{Graded, Outcome};
use ex::grade;

const ID: &str = "tcp-01-echo";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A submission of one of the exercise's own programs.
fn submission(exercise: &Exercise, name: &str, program: &str) -> PathBuf {
    let name = format!("ex-grading-{}-{name}", std::process::id());
    let dir = std::env::temp_dir().join(name);
    fs::create_dir_all(dir.join(ID).join("src")).unwrap();
    let from = exercise.dir.join(program);
    fs::copy(from, dir.join(ID).join("src/main.rs")).unwrap();
    dir
}

fn passed(graded: &[Graded]) -> Vec<bool> {
    let outcomes = graded.iter().flat_map(|g| &g.outcomes);
    outcomes.map(|(_, o)| *o == Outcome::Passed).collect()
}

pub fn only_the_editable_files_count() {
    let all = exercise::all(&root()).unwrap();
    let exercise = all.iter().find(|e| e.id == ID).unwrap();
    let dir = submission(exercise, "forged", "author/wrong/limited.rs");
    let put = |path: &str, text: &str| {
        let path = dir.join(path);
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

    let graded = grade::graded(&all, &dir).unwrap();
    let declared = &exercise.wrong.iter().find(|w| w.name == "limited");
    let fails = &declared.unwrap().fails;
    let expected = exercise.checks.iter().map(|c| !fails.contains(&c.id));
    assert_eq!(passed(&graded), expected.collect::<Vec<_>>(), "{graded:?}");
    fs::remove_dir_all(dir).unwrap();
}

pub fn what_does_not_compile_fails_every_check() {
    let all = exercise::all(&root()).unwrap();
    let exercise = all.iter().find(|e| e.id == ID).unwrap();
    let dir = submission(exercise, "broken", "hints.md");
    let graded = grade::graded(&all, &dir.join(ID)).unwrap();
    assert_eq!(passed(&graded), vec![false; exercise.checks.len()]);
    fs::remove_dir_all(dir).unwrap();
}
