//! The learner's folder, `work/`: a workspace of its own, so that the book
//! can be pulled without a conflict and an editor sees only what was
//! started.
//!
//! Its own files are made anew from the exercises' ids whenever they are
//! needed: a learner copies folders, removes them, and moves the checkout.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::clock;
use crate::desk::lock::Lock;
use crate::exercise::Exercise;
use crate::whole::{self, problem, write};

/// What the files that `cargo ex` makes anew begin with. Whatever else is in
/// their place is the learner's.
const OURS: [&str; 3] = [
    "# Made by `cargo ex",
    // Both are what alias files of earlier versions began with.
    "[alias]\nex = \"run --quiet --manifest-path",
    "# This path has a space: `cargo ex`",
];

/// Where the learner works.
#[derive(Clone, Debug)]
pub struct Work<'a> {
    /// `work/` in the repository's root.
    pub dir: PathBuf,
    /// Every exercise: no other folder is one of the workspace.
    all: &'a [Exercise],
}

impl<'a> Work<'a> {
    /// Below the repository's root.
    pub fn of(root: &Path, all: &'a [Exercise]) -> Work<'a> {
        Work {
            dir: root.join("work"),
            all,
        }
    }

    /// An exercise's folder.
    pub fn folder(&self, exercise: &Exercise) -> PathBuf {
        self.dir.join(&exercise.id)
    }

    /// Where the transcript of an exercise's last check is kept.
    pub fn transcript(&self, exercise: &Exercise) -> PathBuf {
        self.dir.join(format!(".ex/last/{}.txt", exercise.id))
    }

    /// Waits until nobody else changes anything here.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn lock(&self) -> Result<Lock, String> {
        Lock::hold(&self.dir)
    }

    /// Whether the exercise has been started, and all of it is there.
    pub fn has(&self, exercise: &Exercise) -> bool {
        let folder = self.folder(exercise);
        let manifest = fs::metadata(folder.join("Cargo.toml"));
        // An empty one is what a full disk once left.
        manifest.is_ok_and(|file| file.is_file() && file.len() > 0)
            && exercise.editable.iter().all(|f| folder.join(f).exists())
    }

    /// Copies the starter, unless it is there; of one that is there in part,
    /// what is missing.
    ///
    /// # Errors
    /// A file that cannot be written. Then nothing of it is left.
    pub fn start(
        &self,
        exercise: &Exercise,
        lock: &Lock,
    ) -> Result<(), String> {
        let folder = self.folder(exercise);
        if !self.has(exercise) {
            let new = self.fresh(exercise, lock)?;
            if folder.exists() {
                complete(exercise, &new, &folder)?;
            } else {
                fs::rename(&new, &folder).map_err(|e| problem(&folder, &e))?;
            }
        }
        self.mend(lock)
    }

    /// A whole starter, where nobody looks for it yet.
    fn fresh(&self, exercise: &Exercise, _: &Lock) -> Result<PathBuf, String> {
        let room = self.dir.join(".ex/new");
        // What a start has left that was cut off.
        let _ = fs::remove_dir_all(&room);
        let new = room.join(&exercise.id);
        let copied = copy(exercise, &new);
        if copied.is_err() {
            let _ = fs::remove_dir_all(&room);
        }
        copied.map(|()| new)
    }

    /// Makes the workspace's own files what they must be for the folders
    /// that are there.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub fn mend(&self, _: &Lock) -> Result<(), String> {
        let is_there = |e: &&Exercise| self.has(e);
        let started: Vec<_> = self.all.iter().filter(is_there).collect();
        let members: Vec<&str> = started.iter().map(|e| &*e.id).collect();
        let manifest = workspace(&members, &self.others(&members));
        write(&self.dir.join("Cargo.toml"), &manifest)?;
        ours(&self.dir.join(".gitignore"), "target/\n")?;
        ours(&self.dir.join(".cargo/config.toml"), &alias(1))?;
        for exercise in started {
            for folder in folders(exercise, &self.folder(exercise)) {
                let below = folder.strip_prefix(&self.dir);
                let depth = below.map_or(0, |path| path.components().count());
                let config = folder.join(".cargo/config.toml");
                ours(&config, &alias(depth + 1))?;
            }
        }
        Ok(())
    }

    /// Packages that are none of ours: a copy that the learner keeps, say.
    fn others(&self, members: &[&str]) -> Vec<String> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        let packages =
            entries.filter(|entry| entry.path().join("Cargo.toml").is_file());
        let names = packages.filter_map(|e| e.file_name().into_string().ok());
        let other = |name: &String| !members.contains(&name.as_str());
        let mut others: Vec<String> = names.filter(other).collect();
        others.sort();
        others
    }

    /// A name that no backup has, of this moment: so they are in order.
    fn free_backup(&self, exercise: &Exercise) -> PathBuf {
        let now = clock::milliseconds();
        let name = |time| format!(".ex/backup/{}-{time}", exercise.id);
        let mut paths = (now..).map(|time| self.dir.join(name(time)));
        let free = paths.find(|path| !path.exists());
        free.expect("there are names enough")
    }

    /// Puts the starter in place of what was written, which is kept.
    ///
    /// # Errors
    /// A file that cannot be moved.
    pub fn reset(
        &self,
        exercise: &Exercise,
        lock: &Lock,
    ) -> Result<PathBuf, String> {
        let kept = self.free_backup(exercise);
        let folder = self.folder(exercise);
        let at = |e: io::Error| problem(&kept, &e);
        // On a full disk the learner's program stays where it is.
        let new = self.fresh(exercise, lock)?;
        fs::create_dir_all(self.dir.join(".ex/backup")).map_err(at)?;
        fs::rename(&folder, &kept).map_err(at)?;
        fs::rename(&new, &folder).map_err(|e| problem(&folder, &e))?;
        self.mend(lock)?;
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
        let text = fs::read_to_string(&from).map_err(|e| problem(&from, &e))?;
        write(&to.join(file), &text)?;
    }
    write(&to.join("Cargo.toml"), &manifest(exercise))
}

/// Moves what is missing into a folder, and nothing over what is there.
fn complete(exercise: &Exercise, from: &Path, to: &Path) -> Result<(), String> {
    for file in &exercise.editable {
        let (new, old) = (from.join(file), to.join(file));
        if !old.exists() {
            let at = |e: io::Error| problem(&old, &e);
            fs::create_dir_all(old.parent().unwrap_or(to)).map_err(at)?;
            fs::rename(new, &old).map_err(at)?;
        }
    }
    let old = to.join("Cargo.toml");
    if fs::read(&old).is_ok_and(|text| !text.is_empty()) {
        return Ok(());
    }
    let new = from.join("Cargo.toml");
    fs::rename(new, &old).map_err(|e| problem(&old, &e))
}

/// Writes one of the workspace's own files, unless the learner has put one
/// of theirs in its place.
fn ours(path: &Path, text: &str) -> Result<(), String> {
    let is_ours = match fs::read_to_string(path) {
        Ok(old) => old.is_empty() || OURS.iter().any(|o| old.starts_with(o)),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if is_ours {
        whole::write(path, text)
    } else {
        Ok(())
    }
}

/// The manifest of `work/` itself. Cargo takes each folder that a pattern
/// matches for a package, an editor's too, so that each is named.
pub fn workspace(members: &[&str], others: &[String]) -> String {
    let list = |names: &mut dyn Iterator<Item = &str>| -> String {
        names.map(|name| format!("    {name:?},\n")).collect()
    };
    format!(
        "# Made by `cargo ex`, anew at each check: what you have started.\n\
         [workspace]\nresolver = \"3\"\nmembers = [\n{}]\n{}\n\
         [profile.dev]\ndebug = \"line-tables-only\"\n",
        list(&mut members.iter().copied()),
        if others.is_empty() {
            String::new()
        } else {
            let others = list(&mut others.iter().map(String::as_str));
            format!(
                "# No exercises: each is on its own.\nexclude = [\n{others}]\n"
            )
        }
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

/// The folders of an exercise that a terminal may be in: those of the files
/// that are edited, above them, and below them.
fn folders(exercise: &Exercise, folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_path_buf()];
    for file in exercise.editable.iter().map(Path::new) {
        let above = file.ancestors().skip(1).map(|path| folder.join(path));
        found.extend(above.filter(|path| path != folder));
    }
    found.sort();
    found.dedup();
    let mut next = 1;
    while let Some(of) = found.get(next).cloned() {
        for entry in fs::read_dir(of).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let is_hidden = name.to_string_lossy().starts_with('.');
            if is_folder && !is_hidden && !found.contains(&entry.path()) {
                found.push(entry.path());
            }
        }
        next += 1;
    }
    found
}

/// In `work/` the root's alias would look for `ex` in this workspace. The
/// way to the root is relative, so that it leads to this checkout also once
/// it has been copied or moved; and cargo takes it from where it is called,
/// so that each folder has its own.
fn alias(depth: usize) -> String {
    let up = "../".repeat(depth);
    format!(
        "# Made by `cargo ex`, for this folder alone.\n[alias]\n\
         ex = \"run --manifest-path {up}Cargo.toml -p ex --\"\n"
    )
}

#[cfg(test)]
mod tests;
