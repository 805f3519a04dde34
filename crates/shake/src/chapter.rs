//! Makes a chapter 12 in a copy of the tree, as `CONTRIBUTING.md` says, and
//! has it recorded, played with and without namespaces, checked and built
//! into the book. What this takes, that section must say.

use crate::bench::limits;
use crate::command::{command, said};
use crate::{entries, read, root, target, write};
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use weave::make::render;

const NAME: &str = "ch12-demo";

/// What the chapter consists of, as it lies in a tree.
const PARTS: &str = "crates/shake/chapter";

/// What is changed in files that are there: the one list of chapters, and
/// what the chapter may cost.
const CHANGES: [(&str, &str, &str); 3] = [
    (
        "book/SUMMARY.md",
        "- [Exercises](exercises/README.md)\n",
        "- [A chapter made by machine](ch12-demo/README.md)\n\
         - [Exercises](exercises/README.md)\n",
    ),
    ("ci/bench.toml", "[cold]\n", "[cold]\nch12-demo = 3\n"),
    ("ci/bench.toml", "[tour]\n", "[tour]\nch12-demo = 0.5\n"),
];

/// The copy's packages have a version of their own: what is built of them is
/// then never taken for what is built of the tree in the same target folder.
const VERSION: &str = "[workspace.package]\nversion = \"0.1.0";
const OWN_VERSION: &str = "[workspace.package]\nversion = \"0.1.0+chapter";

/// What people leave in a tree, and cargo must not take for a package.
const STRAYS: [&str; 6] = [
    "listings/.idea/workspace.xml",
    "listings/notes/todo.md",
    "listings/README.txt",
    "exercises/.vscode/settings.json",
    "exercises/notes/todo.md",
    "crates/.idea/workspace.xml",
];

/// Makes the chapter and has everything looked at that looks at chapters.
///
/// # Errors
/// Something does not take the chapter: then with all that it said. The copy
/// stays, to be looked at.
pub fn run() -> Result<ExitCode> {
    let root = root()?;
    let copy = Copy::new(&root)?;
    copy.add_chapter()?;
    println!("chapter: {NAME} is made in {}", copy.dir.display());

    let test = ["test", "--quiet", "--package", NAME];
    copy.cargo("its records are blessed", &["env", "BLESS=1"], &test)?;
    copy.is_recorded("demo-echo", "127.0.0.1:8200")?;
    copy.is_recorded("demo-peer", "127.0.0.1:8250")?;
    all_played(&copy.cargo("its tests pass", &[], &test)?)?;
    if cfg!(target_os = "linux") {
        // Elsewhere CI wants nothing ignored for want of a namespace.
        let without = ["env", "-u", "WIRE", "ci/forbid", "namespaces"];
        let what = "and without namespaces";
        all_played(&copy.cargo(what, &without, &test)?)?;
    }
    let tidy = ["test", "--quiet", "--package", "tidy", "--test", "tree"];
    copy.cargo("the tree is tidy", &[], &tidy)?;
    limits::check(&copy.dir).context("not: what it may cost is said")?;
    let book = render(&copy.dir).context("not: the book has it")?;
    is_shown(book.folder(), "127.0.0.1:8250")?;
    fs::remove_dir_all(&copy.dir)?;
    Ok(ExitCode::SUCCESS)
}

/// Where a test is ignored nothing is known of it.
fn all_played(output: &str) -> Result<()> {
    let played = output.contains(" 0 failed; 0 ignored");
    ensure!(played, "not all was played:\n{output}");
    Ok(())
}

struct Copy {
    dir: PathBuf,
    target: PathBuf,
}

impl Copy {
    /// All that git has and would have: what is not ignored.
    fn new(root: &Path) -> Result<Copy> {
        let target = target(root);
        let dir = target.join("chapter");
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
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

    fn add_chapter(&self) -> Result<()> {
        lay_over(&self.dir.join(PARTS), &self.dir)?;
        for (path, from, to) in CHANGES {
            replace(&self.dir.join(path), from, to)?;
        }
        for stray in STRAYS {
            let path = self.dir.join(stray);
            make_parent(&path)?;
            write(&path, "")?;
        }
        Ok(())
    }

    /// Runs cargo, behind `wrapper`, in the copy: what it printed.
    fn cargo(
        &self,
        what: &str,
        wrapper: &[&str],
        args: &[&str],
    ) -> Result<String> {
        let begun = Instant::now();
        let words = [wrapper, &["cargo"], args].concat();
        let mut cargo = command(words[0]);
        cargo.args(&words[1..]).current_dir(&self.dir);
        cargo.env("CARGO_TARGET_DIR", &self.target);
        // The version is new to Cargo.lock, and nothing else is.
        cargo.env("CARGO_NET_OFFLINE", "true");
        let output =
            said(&mut cargo).with_context(|| format!("not: {what}"))?;
        let seconds = begun.elapsed().as_secs_f64();
        println!("chapter: {what} ({seconds:.1} s)");
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn is_recorded(&self, stem: &str, words: &str) -> Result<()> {
        let package = self.dir.join("listings").join(NAME);
        let path = package.join(format!("recorded/{stem}.console"));
        let text = read(&path)?;
        let lines = text.lines().filter(|line| line.contains(words)).count();
        let whole = lines > 1 && !text.contains("...");
        ensure!(whole, "{}: is not recorded:\n{text}", path.display());
        Ok(())
    }
}

fn is_shown(book: &Path, words: &str) -> Result<()> {
    let page = book.join(NAME).join("index.html");
    let shown = read(&page)?.contains(words);
    ensure!(shown, "{}: lacks {words}", page.display());
    Ok(())
}

/// The tree's files, from its root.
fn files(root: &Path) -> Result<Vec<PathBuf>> {
    let list = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let output = said(command("git").args(list).current_dir(root))?;
    let text = String::from_utf8(output.stdout)?;
    let paths = text.split_terminator('\0');
    Ok(paths.map(PathBuf::from).collect())
}

/// Copies each file below one folder to its place below another.
fn lay_over(from: &Path, to: &Path) -> Result<()> {
    for path in entries(from)? {
        let to = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            lay_over(&path, &to)?;
        } else {
            copy(&path, &to)?;
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    make_parent(to)?;
    fs::copy(from, to).with_context(|| from.display().to_string())?;
    Ok(())
}

fn make_parent(path: &Path) -> Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).with_context(|| parent.display().to_string())
}

fn replace(path: &Path, from: &str, to: &str) -> Result<()> {
    let text = read(path)?;
    let says = text.contains(from);
    ensure!(says, "{}: does not say {from:?}", path.display());
    write(path, &text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ignored_is_not_played() {
        let said = |ignored| {
            format!("test result: ok. 5 passed; 0 failed; {ignored} ignored")
        };
        assert!(all_played(&said(0)).is_ok());
        assert!(all_played(&said(1)).is_err());
        assert!(all_played("").is_err());
    }
}
