//! A learner's first minutes: start, fail, a hint, the solution, pass.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ID: &str = "tcp-01-echo";

/// A root that holds what a clone holds of the exercises.
struct Clone(PathBuf);

impl Clone {
    fn new(name: &str) -> Clone {
        let own = format!("ex-learner-{}-{name}", std::process::id());
        let root = std::env::temp_dir().join(own);
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let from = here.join("exercises").join(ID);
        let to = root.join("exercises").join(ID);
        for file in ["exercise.toml", "hints.md", "src/main.rs"] {
            put(
                &to.join(file),
                &fs::read_to_string(from.join(file)).unwrap(),
            );
        }
        for file in ["author/solution.rs", "author/wrong/limited.rs"] {
            put(
                &to.join(file),
                &fs::read_to_string(from.join(file)).unwrap(),
            );
        }
        fs::create_dir_all(root.join("crates/ex")).unwrap();
        Clone(root)
    }

    /// The status and what was printed, errors behind it.
    fn ex(&self, args: &[&str]) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_ex"))
            .args(args)
            .current_dir(&self.0)
            .env("CARGO_MANIFEST_DIR", self.0.join("crates/ex"))
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).unwrap();
        (output.status.code().unwrap_or(-1), text)
    }

    #[track_caller]
    fn says(&self, args: &[&str], status: i32, words: &str) {
        let (actual, text) = self.ex(args);
        assert_eq!(actual, status, "{args:?}:\n{text}");
        assert!(text.contains(words), "{args:?}: no {words} in\n{text}");
    }

    fn main(&self) -> PathBuf {
        self.0.join("work").join(ID).join("src/main.rs")
    }

    fn author(&self, file: &str) -> PathBuf {
        self.0.join("exercises").join(ID).join("author").join(file)
    }
}

impl Drop for Clone {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub fn from_the_start_to_a_pass() {
    let clone = Clone::new("pass");
    clone.says(&[], 0, "0 of 1 exercises done");
    clone.says(&["check"], 2, "begin with `cargo ex start tcp-01-echo`");
    clone.says(
        &["start", "tcp-01"],
        0,
        "edit   work/tcp-01-echo/src/main.rs",
    );
    clone.says(&["check"], 1, "FAIL tcp-01-echo: echo.rounds");
    clone.says(&["hint"], 0, "Hint 1 of 3");
    clone.says(&["hint"], 0, "Hint 2 of 3");
    clone.says(&["solution"], 1, "--give-up");
    clone.says(&["talk", "--only", "echo.count"], 0, "c1 half-close");

    // The seed and the check of a failure play it again.
    fs::copy(clone.author("wrong/limited.rs"), clone.main()).unwrap();
    let again = ["check", "--only", "echo.million", "--seed", "42"];
    clone.says(&again, 1, "--only echo.million --seed 42");
    let transcript = clone.0.join("work/.ex/last/tcp-01-echo.txt");
    assert!(
        fs::read_to_string(transcript)
            .unwrap()
            .contains("c1 connects")
    );

    fs::copy(clone.author("solution.rs"), clone.main()).unwrap();
    clone.says(&["check"], 0, "All 7 checks pass");
    clone.says(&["list"], 0, "done     tcp-01-echo");
    clone.says(&["solution"], 0, "fn serve");
    clone.says(&["reset"], 0, "The starter of tcp-01-echo is back");
    clone.says(&["list"], 0, "done     tcp-01-echo");
}

pub fn another_program_may_be_judged_and_none_replaces_it() {
    let clone = Clone::new("beside");
    clone.says(&["start", ID], 0, "is ready");
    // Whatever stands beside it in a shared target folder, the learner's
    // own program is judged: it is the only one of this name.
    fs::copy(clone.author("solution.rs"), clone.main()).unwrap();
    let target = clone.0.join("target/debug");
    fs::create_dir_all(&target).unwrap();
    fs::write(target.join("tcp-01-echo-starter"), "").unwrap();
    clone.says(&["check"], 0, "All 7 checks pass");
    let program = target.join("tcp-01-echo");
    let command = program.display().to_string();
    clone.says(&["check", "--cmd", &command], 0, "All 7 checks pass");
    clone.says(&["check", "--cmd", "/nowhere/x"], 2, "nothing against you");
    clone.says(&["check", "--only", "echo.x"], 2, "no check echo.x");
}

pub fn what_does_not_compile_is_cargos_to_tell() {
    let clone = Clone::new("broken");
    clone.says(&["start", ID], 0, "is ready");
    fs::write(clone.main(), "fn main() { nonsense }").unwrap();
    clone.says(&["check"], 1, "cannot find value `nonsense`");
}
