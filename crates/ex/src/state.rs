//! A learner's progress: `work/.ex/state.toml`, keyed by an exercise's id.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::exercise::Exercise;

const FIRST_LINE: &str = "# Written by `cargo ex`.\n";

/// What has been done so far. What a newer version wrote is kept.
#[derive(Debug)]
pub struct State {
    path: PathBuf,
    table: Table,
}

impl State {
    /// Reads the file; where there is none, nothing has been done. One that
    /// cannot be read as TOML is put aside, and the second value says so.
    pub fn load(path: &Path) -> (State, Option<String>) {
        let text = fs::read_to_string(path).unwrap_or_default();
        let parsed = text.parse();
        let remark = parsed.as_ref().err().map(|_| put_aside(path));
        let state = State {
            path: path.into(),
            table: parsed.unwrap_or_default(),
        };
        (state, remark)
    }

    /// The exercise that was started or checked last.
    pub fn current(&self) -> Option<&str> {
        self.table.get("current")?.as_str()
    }

    /// Makes an exercise the current one.
    pub fn set_current(&mut self, id: &str) {
        self.table.insert("current".into(), id.into());
    }

    /// A number that is kept for an exercise: `hints`, `attempts`, `passed`.
    pub fn number(&self, exercise: &Exercise, key: &str) -> i64 {
        let names = std::iter::once(&exercise.id).chain(&exercise.aliases);
        let mut kept = names.filter_map(|id| {
            self.table.get("exercise")?.get(id)?.get(key)?.as_integer()
        });
        kept.next().unwrap_or(0)
    }

    /// Keeps a number for an exercise.
    pub fn set_number(&mut self, exercise: &Exercise, key: &str, value: i64) {
        let all = entry(&mut self.table, "exercise");
        let own = entry(all, &exercise.id);
        own.insert(key.into(), value.into());
    }

    /// Whether all its checks have passed once.
    pub fn has_passed(&self, exercise: &Exercise) -> bool {
        self.number(exercise, "passed") > 0
    }

    /// Writes the file beside the old one and puts it in its place, so that
    /// an interrupted write leaves the old one whole.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn save(&self) -> Result<(), String> {
        let new = self.path.with_extension("new");
        let at = |e: std::io::Error| format!("{}: {e}", new.display());
        let folder = self.path.parent().expect("it is a file in a folder");
        fs::create_dir_all(folder).map_err(at)?;
        let mut file = fs::File::create(&new).map_err(at)?;
        let text = format!("{FIRST_LINE}{}", self.table);
        file.write_all(text.as_bytes()).map_err(at)?;
        file.sync_all().map_err(at)?;
        drop(file);
        fs::rename(&new, &self.path).map_err(at)
    }
}

/// The table of this name; what is there and is none makes room.
fn entry<'a>(table: &'a mut Table, name: &str) -> &'a mut Table {
    let value = table.entry(name).or_insert_with(|| Table::new().into());
    if !value.is_table() {
        *value = Value::Table(Table::new());
    }
    value.as_table_mut().expect("it has just been made one")
}

fn put_aside(path: &Path) -> String {
    let aside = path.with_extension("damaged");
    // Where even this fails, the next save replaces the file.
    let _ = fs::rename(path, &aside);
    format!(
        "{} is no TOML; it is now {}, and progress begins anew",
        path.display(),
        aside.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{exercise, temp};

    #[test]
    fn what_is_kept_is_there_again() {
        let dir = temp("kept");
        let path = dir.join(".ex/state.toml");
        let (mut state, remark) = State::load(&path);
        assert_eq!(remark, None);
        state.set_current("tcp-01-echo");
        state.set_number(&exercise(), "hints", 2);
        state.save().unwrap();
        let (state, _) = State::load(&path);
        assert_eq!(state.current(), Some("tcp-01-echo"));
        assert_eq!(state.number(&exercise(), "hints"), 2);
        assert!(!state.has_passed(&exercise()));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_former_name_is_known() {
        let dir = temp("former");
        let path = dir.join("state.toml");
        fs::write(&path, "[exercise.tcp-01]\npassed = 1\n").unwrap();
        let (state, _) = State::load(&path);
        let mut exercise = exercise();
        exercise.aliases = vec!["tcp-01".into()];
        assert!(state.has_passed(&exercise));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn an_interrupted_write_loses_nothing() {
        let dir = temp("interrupted");
        let path = dir.join("state.toml");
        fs::write(&path, "current = \"a\"\n").unwrap();
        // What a write leaves that was cut off.
        fs::write(dir.join("state.new"), "curr").unwrap();
        let (state, remark) = State::load(&path);
        assert_eq!((state.current(), remark), (Some("a"), None));
        state.save().unwrap();
        assert_eq!(State::load(&path).0.current(), Some("a"));
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_damaged_file_is_put_aside() {
        let dir = temp("damaged");
        let path = dir.join("state.toml");
        fs::write(&path, "current = ").unwrap();
        let (state, remark) = State::load(&path);
        assert_eq!(state.current(), None);
        assert!(remark.unwrap().contains("state.damaged"));
        assert!(dir.join("state.damaged").exists());
        fs::remove_dir_all(dir).unwrap();
    }
}
