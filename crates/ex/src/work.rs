//! The learner's folder, `work/`: a workspace of its own, so that the book
//! can be pulled without a conflict and an editor sees only what was
//! started.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::exercise::Exercise;

/// Where the learner works.
#[derive(Clone, Debug)]
pub struct Work {
    /// The repository's root.
    pub root: PathBuf,
    /// `work/` in it.
    pub dir: PathBuf,
}

impl Work {
    /// Below the repository's root.
    pub fn of(root: &Path) -> Work {
        Work {
            root: root.into(),
            dir: root.join("work"),
        }
    }

    /// An exercise's folder.
    pub fn folder(&self, exercise: &Exercise) -> PathBuf {
        self.dir.join(&exercise.id)
    }

    /// Where progress is kept.
    pub fn state(&self) -> PathBuf {
        self.dir.join(".ex/state.toml")
    }

    /// Where the transcript of an exercise's last check is kept.
    pub fn transcript(&self, exercise: &Exercise) -> PathBuf {
        self.dir.join(format!(".ex/last/{}.txt", exercise.id))
    }

    /// Whether the exercise has been started.
    pub fn has(&self, exercise: &Exercise) -> bool {
        self.folder(exercise).join("Cargo.toml").is_file()
    }

    /// Copies the starter, unless it is there.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn start(&self, exercise: &Exercise) -> Result<(), String> {
        if !self.has(exercise) {
            copy(exercise, &self.folder(exercise))?;
        }
        // The workspace's own files are made anew: the root may have moved.
        write(&self.dir.join("Cargo.toml"), &workspace(&self.started()))?;
        write(&self.dir.join(".gitignore"), "target/\n")?;
        write(&self.dir.join(".cargo/config.toml"), &alias(&self.root))
    }

    /// The folders that hold a package.
    fn started(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let packages =
            entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
        let names = packages.map(|entry| entry.file_name().into_string());
        let mut names: Vec<String> = names.map_while(Result::ok).collect();
        names.sort();
        names
    }

    /// Puts the starter in place of what was written, which is kept.
    ///
    /// # Errors
    /// A file that cannot be moved.
    pub fn reset(&self, exercise: &Exercise) -> Result<PathBuf, String> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let time = since.map_or(0, |time| time.as_millis());
        let name = format!(".ex/backup/{}-{time}", exercise.id);
        let kept = self.dir.join(name);
        let at = |e: std::io::Error| format!("{}: {e}", kept.display());
        fs::create_dir_all(self.dir.join(".ex/backup")).map_err(at)?;
        fs::rename(self.folder(exercise), &kept).map_err(at)?;
        self.start(exercise)?;
        Ok(kept)
    }
}

/// A package of the exercise alone: its manifest, with nothing taken from a
/// workspace, and its starter.
///
/// # Errors
/// A file that cannot be written.
pub fn copy(exercise: &Exercise, to: &Path) -> Result<(), String> {
    for file in &exercise.editable {
        let from = exercise.dir.join(file);
        let text = fs::read_to_string(&from)
            .map_err(|e| format!("{}: {e}", from.display()))?;
        write(&to.join(file), &text)?;
    }
    write(&to.join("Cargo.toml"), &manifest(exercise))
}

/// The manifest of `work/` itself. Cargo takes each folder that a pattern
/// matches for a package, an editor's too, so that each is named.
pub fn workspace(members: &[String]) -> String {
    let members: Vec<String> = members
        .iter()
        .map(|name| format!("    \"{name}\",\n"))
        .collect();
    format!(
        "# Made by `cargo ex start`: what you have started.\n[workspace]\n\
         resolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\n\
         debug = \"line-tables-only\"\n",
        members.concat()
    )
}

/// The manifest of a learner's copy; its program is called by the id.
pub fn manifest(exercise: &Exercise) -> String {
    let id = &exercise.id;
    format!(
        "[package]\nname = \"{id}\"\nversion = \"0.1.0\"\n\
         edition = \"2024\"\npublish = false\n"
    )
}

/// In `work/` the root's alias would look for `ex` in this workspace. An
/// alias that is one text replaces the root's, and cannot hold a path with a
/// space: there `cargo ex` is for the root alone.
fn alias(root: &Path) -> String {
    let manifest = root.join("Cargo.toml");
    let manifest = manifest.canonicalize().unwrap_or(manifest);
    let path = manifest.to_string_lossy();
    if path.contains(char::is_whitespace) {
        return "# This path has a space: `cargo ex` works in the \
                repository's root only.\n"
            .into();
    }
    let command = format!("run --quiet --manifest-path {path} -p ex --");
    format!("[alias]\nex = {}\n", toml::Value::from(command))
}

/// Writes a file, and the folders that it is in, where it differs.
///
/// # Errors
/// Names the file.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return Ok(());
    }
    let at = |e: std::io::Error| format!("{}: {e}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(at)?;
    }
    fs::write(path, text).map_err(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{exercise, temp};

    #[test]
    fn a_start_makes_no_more_than_the_learners_files() {
        let work = Work::of(&temp("start"));
        work.start(&exercise()).unwrap();
        let folder = work.folder(&exercise());
        assert!(folder.join("src/main.rs").is_file());
        assert!(!folder.join("author").exists());
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(!manifest.contains("workspace"), "{manifest}");
        fs::remove_dir_all(&work.root).unwrap();
    }

    #[test]
    fn a_reset_keeps_what_was_written() {
        let work = Work::of(&temp("reset"));
        work.start(&exercise()).unwrap();
        let main = work.folder(&exercise()).join("src/main.rs");
        fs::write(&main, "mine").unwrap();
        work.start(&exercise()).unwrap();
        assert_eq!(fs::read_to_string(&main).unwrap(), "mine");
        let kept = work.reset(&exercise()).unwrap();
        let kept = fs::read_to_string(kept.join("src/main.rs")).unwrap();
        assert_eq!(kept, "mine");
        assert_ne!(fs::read_to_string(&main).unwrap(), "mine");
        fs::remove_dir_all(&work.root).unwrap();
    }
}
