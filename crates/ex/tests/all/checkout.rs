//! A root that holds what a checkout holds of the exercises.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The exercise that most tests do.
pub const ID: &str = "tcp-01-echo";
/// The one for tests of what any exercise does: its verdict costs least.
pub const ANY: &str = "ip-02-cidr";

/// What is copied of each.
const FILES: [&str; 5] = [
    "exercise.toml",
    "hints.md",
    "src/main.rs",
    "author/solution.rs",
    "author/wrong/limited.rs",
];

/// A folder of its own, removed in the end.
pub struct Checkout {
    pub root: PathBuf,
    /// The exercise whose files are asked for.
    id: String,
    _folder: TempDir,
}

impl Checkout {
    /// With one exercise.
    pub fn new() -> Checkout {
        Checkout::with(&[ID])
    }

    /// With these; the first one's files may be asked for.
    pub fn with(ids: &[&str]) -> Checkout {
        Checkout::below(&env::temp_dir(), ids)
    }

    /// Below a folder of the caller's choice.
    pub fn below(parent: &Path, ids: &[&str]) -> Checkout {
        let folder = tempfile::tempdir_in(parent).unwrap();
        let root = folder.path().to_path_buf();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for id in ids {
            let from = here.join("exercises").join(id);
            let to = root.join("exercises").join(id);
            for file in FILES.iter().filter(|f| from.join(f).exists()) {
                let text = fs::read_to_string(from.join(file)).unwrap();
                put(&to.join(file), &text);
            }
        }
        fs::create_dir_all(root.join("crates/ex")).unwrap();
        Checkout {
            root,
            id: ids[0].into(),
            _folder: folder,
        }
    }

    /// `cargo ex` with these arguments, to be run in the root.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ex"));
        command.args(args);
        self.place(&mut command);
        command
    }

    /// Lets a command run in this root.
    pub fn place(&self, command: &mut Command) {
        command
            .current_dir(&self.root)
            .env("CARGO_MANIFEST_DIR", self.root.join("crates/ex"))
            .env("CARGO_TARGET_DIR", self.root.join("target"));
        // Of a new target folder cargo asks rustc many things, and rustup
        // looks each time which one it is.
        let beside = env::var_os("CARGO").map(PathBuf::from);
        let beside = beside.map(|cargo| cargo.with_file_name("rustc"));
        if let Some(rustc) = beside.filter(|rustc| rustc.is_file()) {
            command.env("RUSTC", rustc);
        }
    }

    #[track_caller]
    pub fn says(&self, args: &[&str], status: i32, words: &str) {
        says(self.command(args), status, words);
    }

    pub fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    pub fn main(&self) -> PathBuf {
        self.work().join(&self.id).join("src/main.rs")
    }

    pub fn author(&self, file: &str) -> PathBuf {
        let exercise = self.root.join("exercises").join(&self.id);
        exercise.join("author").join(file)
    }
}

/// Its status, and words of what it prints, errors included.
#[track_caller]
pub fn says(mut command: Command, status: i32, words: &str) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    let actual = output.status.code().unwrap_or(-1);
    assert_eq!(actual, status, "{command:?}:\n{text}");
    assert!(text.contains(words), "{command:?}: no {words} in\n{text}");
}

/// Writes a file, and the folders that it is in.
pub fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
