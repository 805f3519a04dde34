//! A learner's progress: `work/.ex/state.toml`, keyed by an exercise's id.
//!
//! Several terminals may be open, so that what one of them has read is old.
//! A change reads the file again, under the folder's lock, and changes no
//! more than its own keys.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::clock;
use crate::desk::lock::Lock;
use crate::exercise::Exercise;
use crate::tell::out::complain;
use crate::whole;

const FIRST_LINE: &str = "# Written by `cargo ex`.\n";
/// Of the file's form. A larger one is a later program's.
const VERSION: i64 = 1;

/// What has been done so far.
#[derive(Clone, Debug, Default)]
pub struct State {
    table: Table,
}

/// Why a file cannot be used.
struct Unusable {
    /// In a word, for the name that the file is given.
    word: &'static str,
    why: String,
}

impl State {
    /// Reads the file of the learner's folder `work`; where there is none,
    /// nothing has been done. One that cannot be used is put aside, which is
    /// said.
    ///
    /// # Errors
    /// One that cannot even be put aside.
    pub fn load(work: &Path) -> Result<State, String> {
        match read(&file(work)) {
            Ok(state) => Ok(state),
            Err(_) => usable(work, &Lock::hold(work)?),
        }
    }

    /// Changes the file: what others have written meanwhile is kept. Returns
    /// what it now holds.
    ///
    /// # Errors
    /// Where the folder cannot be written; then nothing is changed.
    pub fn change(
        work: &Path,
        lock: &Lock,
        change: impl FnOnce(&mut State),
    ) -> Result<State, String> {
        let mut state = usable(work, lock)?;
        change(&mut state);
        state.table.insert("version".into(), VERSION.into());
        let text = format!("{FIRST_LINE}{}", state.table);
        whole::keep(&file(work), &text)?;
        Ok(state)
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
        let value = self.value(exercise, key).and_then(Value::as_integer);
        value.unwrap_or(0)
    }

    /// Keeps a number for an exercise.
    pub fn set_number(&mut self, exercise: &Exercise, key: &str, value: i64) {
        self.own(exercise).insert(key.into(), value.into());
    }

    /// Whether all its checks have passed once.
    pub fn has_passed(&self, exercise: &Exercise) -> bool {
        self.number(exercise, "passed") > 0
    }

    /// Since when, by which program where it is not the one in `work/`, and
    /// whether it has failed since: `on 2026-11-28 by python3 mine.py, fails
    /// now`. Nothing before the first pass.
    pub fn done(&self, exercise: &Exercise) -> Option<String> {
        let passed = u64::try_from(self.number(exercise, "passed")).ok()?;
        let day = (passed > 0).then(|| clock::day(passed))?;
        let command = self.value(exercise, "command").and_then(Value::as_str);
        let by = command.map_or(String::new(), |c| format!(" by {c}"));
        let fails = self.fails_now(exercise);
        let now = if fails { ", fails now" } else { "" };
        Some(format!("on {day}{by}{now}"))
    }

    /// Whether the program that has passed failed when it was judged last.
    pub fn fails_now(&self, exercise: &Exercise) -> bool {
        self.has_passed(exercise) && self.number(exercise, "fails") > 0
    }

    /// Counts an attempt, and makes its exercise the current one.
    pub fn count_attempt(&mut self, exercise: &Exercise) {
        self.set_current(&exercise.id);
        let tries = self.number(exercise, "attempts");
        self.set_number(exercise, "attempts", tries + 1);
    }

    /// All checks pass. The day of the first time stays. `command` is what
    /// started the program, where it is not the one in `work/`.
    pub fn pass(&mut self, exercise: &Exercise, command: Option<&str>) {
        if !self.has_passed(exercise) {
            let now = clock::seconds() as i64;
            self.set_number(exercise, "passed", now);
        }
        let own = self.own(exercise);
        own.remove("fails");
        own.remove("command");
        if let Some(command) = command {
            own.insert("command".into(), command.into());
        }
    }

    /// A check fails. It says nothing against a pass of another program.
    pub fn fail(&mut self, exercise: &Exercise, command: Option<&str>) {
        let passed = self.value(exercise, "command").and_then(Value::as_str);
        if self.has_passed(exercise) && passed == command {
            self.set_number(exercise, "fails", clock::seconds() as i64);
        }
    }

    /// What is kept under the exercise's name, or under a former one.
    fn value(&self, exercise: &Exercise, key: &str) -> Option<&Value> {
        let mut names = std::iter::once(&exercise.id).chain(&exercise.aliases);
        names.find_map(|id| self.table.get("exercise")?.get(id)?.get(key))
    }

    fn own(&mut self, exercise: &Exercise) -> &mut Table {
        entry(entry(&mut self.table, "exercise"), &exercise.id)
    }
}

/// The table of this name. [`parse`] has made sure that it is one.
fn entry<'a>(table: &'a mut Table, name: &str) -> &'a mut Table {
    let value = table.entry(name).or_insert_with(|| Table::new().into());
    value.as_table_mut().expect("nothing else has this name")
}

fn file(work: &Path) -> PathBuf {
    work.join(".ex/state.toml")
}

/// The state, once what cannot be used is out of the way.
fn usable(work: &Path, _lock: &Lock) -> Result<State, String> {
    let path = file(work);
    read(&path).or_else(|unusable| {
        put_aside(&path, &unusable)?;
        Ok(State::default())
    })
}

/// No file is no progress. Everything else that cannot be read is a problem:
/// there may be progress behind it.
fn read(path: &Path) -> Result<State, Unusable> {
    match fs::read(path) {
        Ok(bytes) => parse(bytes),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(State::default()),
        Err(e) => Err(Unusable {
            word: "unreadable",
            why: e.to_string(),
        }),
    }
}

fn parse(bytes: Vec<u8>) -> Result<State, Unusable> {
    let damaged = |why: String| Unusable {
        word: "damaged",
        why,
    };
    let text = String::from_utf8(bytes).map_err(|e| damaged(e.to_string()))?;
    let table: Table = text.parse().map_err(|e| damaged(format!("{e}")))?;
    let version = table.get("version").map_or(Some(1), Value::as_integer);
    if version.is_none_or(|version| version > VERSION) {
        return Err(Unusable {
            word: "newer",
            why: "a later version of `cargo ex` wrote it".into(),
        });
    }
    let exercises = table.get("exercise");
    let is_form = exercises.is_none_or(|value| {
        let tables = value.as_table().map(Table::values);
        tables.is_some_and(|mut tables| tables.all(Value::is_table))
    });
    if is_form {
        Ok(State { table })
    } else {
        Err(damaged("[exercise.ID] must be tables".into()))
    }
}

/// Gives the file a name that says what it is, and that none has had.
fn put_aside(path: &Path, unusable: &Unusable) -> Result<(), String> {
    let Unusable { word, why } = unusable;
    let name = |n: u32| path.with_file_name(format!("state-{word}-{n}.toml"));
    let mut free = (1..).map(name).filter(|path| !path.exists());
    let aside = free.next().expect("there are names enough");
    fs::rename(path, &aside).map_err(|error| {
        format!(
            "{}: {why}\nIt holds your progress and cannot be moved aside \
             ({error}): mend it, or move it away",
            path.display()
        )
    })?;
    complain(format_args!(
        "{} holds your progress and cannot be used: {why}\nIt is now {}. \
         Until it is mended and moved back, progress begins anew",
        path.display(),
        aside.display()
    ));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{exercise, temp};
    use tempfile::TempDir;

    fn changed(dir: &Path, change: impl FnOnce(&mut State)) -> State {
        let lock = Lock::hold(dir).unwrap();
        State::change(dir, &lock, change).unwrap()
    }

    /// A folder whose state is this.
    fn kept(state: &[u8]) -> TempDir {
        let dir = temp();
        fs::create_dir_all(dir.path().join(".ex")).unwrap();
        fs::write(file(dir.path()), state).unwrap();
        dir
    }

    #[test]
    fn what_is_kept_is_there_again() {
        let dir = temp();
        let dir = dir.path();
        assert_eq!(State::load(dir).unwrap().current(), None);
        changed(dir, |state| {
            state.set_current("tcp-01-echo");
            state.set_number(&exercise(), "hints", 2);
        });
        let state = State::load(dir).unwrap();
        assert_eq!(state.current(), Some("tcp-01-echo"));
        assert_eq!(state.number(&exercise(), "hints"), 2);
        assert!(!state.has_passed(&exercise()));
    }

    #[test]
    fn a_former_name_is_known() {
        let dir = kept(b"[exercise.tcp-01]\npassed = 1\n");
        let dir = dir.path();
        let mut exercise = exercise();
        exercise.aliases = vec!["tcp-01".into()];
        assert!(State::load(dir).unwrap().has_passed(&exercise));
    }

    #[test]
    fn an_interrupted_write_loses_nothing_and_is_cleared_away() {
        let dir = kept(b"current = \"a\"\n");
        let dir = dir.path();
        let left = dir.join(".ex/state.toml.1-0.new");
        fs::write(&left, "curr").unwrap();
        assert_eq!(State::load(dir).unwrap().current(), Some("a"));
        let state = changed(dir, |state| state.set_number(&exercise(), "x", 1));
        assert_eq!(state.current(), Some("a"));
        assert!(!left.exists());
    }

    #[test]
    fn what_another_has_written_meanwhile_is_kept() {
        let dir = temp();
        let dir = dir.path();
        let early = State::load(dir).unwrap();
        changed(dir, |state| state.pass(&exercise(), None));
        assert!(!early.has_passed(&exercise()));
        let late = changed(dir, |state| state.count_attempt(&exercise()));
        assert!(late.has_passed(&exercise()));
    }

    #[test]
    fn what_cannot_be_used_is_put_aside_whole() {
        for (text, word) in [
            (&b"current = "[..], "damaged"),
            (b"# J\xfc\ncurrent = \"a\"\n", "damaged"),
            (b"exercise = 5\n", "damaged"),
            (b"[exercise]\na = 5\n", "damaged"),
            (b"version = 2\n", "newer"),
            (b"version = \"two\"\n", "newer"),
        ] {
            let dir = kept(text);
            let dir = dir.path();
            let taken = dir.join(format!(".ex/state-{word}-1.toml"));
            fs::write(&taken, "an older one").unwrap();
            assert_eq!(State::load(dir).unwrap().current(), None);
            assert_eq!(fs::read(&taken).unwrap(), b"an older one");
            let aside = dir.join(format!(".ex/state-{word}-2.toml"));
            assert_eq!(fs::read(aside).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_file_is_put_aside_too() {
        let dir = temp();
        let dir = dir.path();
        fs::create_dir_all(file(dir).join("kept")).unwrap();
        changed(dir, |state| state.set_current("a"));
        assert!(dir.join(".ex/state-unreadable-1.toml/kept").is_dir());
        assert_eq!(State::load(dir).unwrap().current(), Some("a"));
    }

    #[test]
    fn a_pass_keeps_its_day_and_a_later_failure_says_so() {
        let exercise = exercise();
        let mut state = State::default();
        state.fail(&exercise, None);
        assert_eq!(state.done(&exercise), None);
        state.set_number(&exercise, "passed", 1_709_164_800);
        state.fail(&exercise, Some("python3 mine.py"));
        assert_eq!(state.done(&exercise).unwrap(), "on 2024-02-29");
        state.fail(&exercise, None);
        let done = "on 2024-02-29, fails now";
        assert_eq!(state.done(&exercise).unwrap(), done);
        state.pass(&exercise, None);
        assert_eq!(state.done(&exercise).unwrap(), "on 2024-02-29");
        state.pass(&exercise, Some("python3 mine.py"));
        state.fail(&exercise, None);
        assert!(!state.fails_now(&exercise));
        state.fail(&exercise, Some("python3 mine.py"));
        let done = "on 2024-02-29 by python3 mine.py, fails now";
        assert_eq!(state.done(&exercise).unwrap(), done);
    }
}
