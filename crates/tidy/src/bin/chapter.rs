//! Makes a chapter 12 in a copy of the tree, as `CONTRIBUTING.md` says, and
//! has it recorded, played with and without namespaces, checked and built
//! into the book. What it takes, that section must say.
//!
//!     cargo run -p tidy --bin chapter

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::Instant;

const NAME: &str = "ch12-demo";

/// What the chapter consists of, as it lies in a tree.
const PARTS: &str = "crates/tidy/chapter";

/// Its line in the list of chapters, and the one before which it goes.
const LINE: &str = "- [A chapter made by machine](ch12-demo/README.md)\n";
const BEFORE: &str = "- [Exercises](exercises/README.md)\n";

/// The copy's packages have a version of their own: what is built of them is
/// then never taken for what is built of the tree in the same target folder.
const VERSION: &str = "version = \"0.1.0\"\nedition";
const OWN_VERSION: &str = "version = \"0.1.0+chapter\"\nedition";

/// What people leave in a tree, and cargo must not take for a package.
const STRAYS: [&str; 6] = [
    "listings/.idea/workspace.xml",
    "listings/notes/todo.md",
    "listings/README.txt",
    "exercises/.vscode/settings.json",
    "exercises/notes/todo.md",
    "crates/.idea/workspace.xml",
];

fn main() {
    if let Err(error) = run() {
        eprintln!("chapter: {error}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = root.canonicalize().map_err(|error| at(&root, error))?;
    let copy = Copy::new(&root)?;
    copy.add_chapter()?;
    for stray in STRAYS {
        write(&copy.dir.join(stray), "")?;
    }
    println!("chapter: {NAME} is made in {}", copy.dir.display());

    let test = ["test", "--quiet", "--package", NAME];
    copy.cargo("its records are blessed", &[], &test, Some("BLESS"))?;
    copy.says("recorded/demo-echo.console", "127.0.0.1:8200")?;
    copy.cargo("its tests pass", &[], &test, None)
        .and_then(all_played)?;
    if cfg!(target_os = "linux") {
        let without = ["ci/forbid", "namespaces"];
        copy.cargo("and without namespaces", &without, &test, None)
            .and_then(all_played)?;
    }
    let tidy = ["test", "--quiet", "--package", "tidy"];
    copy.cargo("the tree is tidy", &[], &tidy, None)?;
    let book = ["run", "--package", "weave", "--bin", "book", "build"];
    copy.cargo("the book has it", &[], &book, None)?;
    let page = copy.dir.join("target/book").join(NAME).join("index.html");
    let page = read(&page)?;
    if !page.contains("127.0.0.1:8250") {
        return Err("the built page shows no record of the lab's".into());
    }
    fs::remove_dir_all(&copy.dir).map_err(|error| at(&copy.dir, error))
}

/// Where a test is ignored nothing is known of it.
fn all_played(output: String) -> Result<(), String> {
    let played = output.contains(" 0 failed; 0 ignored");
    played
        .then_some(())
        .ok_or(format!("not all was played:\n{output}"))
}

/// A copy of the tree, which stays where something fails, to be looked at.
struct Copy {
    dir: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// All that git has and would have: what is not ignored.
    fn new(root: &Path) -> Result<Copy, String> {
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or(root.join("target"), |target| root.join(target));
        let dir = target.join("chapter-tree");
        if dir.exists() {
            fs::remove_dir_all(&dir).map_err(|error| at(&dir, error))?;
        }
        for path in files(root)? {
            let from = root.join(&path);
            // A file may be deleted and still be in git's index.
            if from.is_file() {
                copy(&from, &dir.join(&path))?;
            }
        }
        replace(&dir.join("Cargo.toml"), VERSION, OWN_VERSION)?;
        Ok(Copy { dir, target })
    }

    fn add_chapter(&self) -> Result<(), String> {
        let parts = self.dir.join(PARTS);
        lay_over(&parts, &self.dir)?;
        let summary = self.dir.join("book/SUMMARY.md");
        replace(&summary, BEFORE, &format!("{LINE}{BEFORE}"))
    }

    /// What the chapter's file says now.
    fn says(&self, path: &str, words: &str) -> Result<(), String> {
        let path = self.dir.join("listings").join(NAME).join(path);
        let text = read(&path)?;
        let whole = text.contains(words) && !text.contains("...");
        whole.then_some(()).ok_or_else(|| {
            format!("{}: is not recorded:\n{text}", path.display())
        })
    }

    /// Runs cargo, behind `wrapper`, in the copy; its output is the error.
    fn cargo(
        &self,
        what: &str,
        wrapper: &[&str],
        args: &[&str],
        set: Option<&str>,
    ) -> Result<String, String> {
        let begun = Instant::now();
        let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
        let mut words: Vec<OsString> =
            wrapper.iter().map(OsString::from).collect();
        words.push(cargo);
        words.extend(args.iter().map(OsString::from));
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(&self.dir);
        command.env("CARGO_TARGET_DIR", &self.target);
        command.env("CARGO_NET_OFFLINE", "true");
        command.env_remove("BLESS").stdin(Stdio::null());
        command.envs(set.map(|name| (name, "1")));
        let output = command.output().map_err(|e| format!("{what}: {e}"))?;
        let out = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let err = String::from_utf8_lossy(&output.stderr);
            return Err(format!("not so: {what}\n{out}{err}"));
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!("chapter: {what} ({seconds:.1} s)");
        Ok(out.into_owned())
    }
}

/// The tree's files, from its root.
fn files(root: &Path) -> Result<Vec<PathBuf>, String> {
    let list = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let output = Command::new("git").args(list).current_dir(root).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    if !output.status.success() {
        return Err("git ls-files failed: run this in a clone".into());
    }
    let text = String::from_utf8(output.stdout).map_err(|e| e.to_string())?;
    let paths = text.split_terminator('\0');
    Ok(paths.map(PathBuf::from).collect())
}

/// Copies each file below one folder to its place below another.
fn lay_over(from: &Path, to: &Path) -> Result<(), String> {
    let entries = fs::read_dir(from).map_err(|error| at(from, error))?;
    for entry in entries {
        let path = entry.map_err(|error| at(from, error))?.path();
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            lay_over(&path, &to)?;
        } else {
            copy(&path, &to)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make_parent(to)?;
    fs::copy(from, to).map_err(|error| at(from, error))?;
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    make_parent(path)?;
    fs::write(path, text).map_err(|error| at(path, error))
}

fn replace(path: &Path, from: &str, to: &str) -> Result<(), String> {
    let text = read(path)?;
    if !text.contains(from) {
        return Err(format!("{}: does not say {from:?}", path.display()));
    }
    write(path, &text.replace(from, to))
}

fn make_parent(path: &Path) -> Result<(), String> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| at(parent, error))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| at(path, error))
}

fn at(path: &Path, error: io::Error) -> String {
    format!("{}: {error}", path.display())
}
