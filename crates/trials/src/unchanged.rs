//! What has passed, and has not changed since, is played again by turns.
//!
//! A chapter's trials play some hundred programs. Once all of them have passed
//! and nothing that they are made of has changed, one in [`TURNS`] has its turn
//! in each run, and the facts in every one; so that many runs play all. Those
//! that last, nearly all of them because a program waits to the end of its
//! time, do so together, in the last of these runs. Any change, a failure, a
//! filter, and `AGAIN=1`, `THOROUGH=1` or `BLESS=1` have everything played.
//!
//! **Invariant:** the mark is taken before the trials begin, of the test binary
//! (and with it of whatever is linked into it), the chapter's package and
//! pages, its programs, the workspace's manifests, and where peers lie.

use std::collections::BTreeSet;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::Place;
use crate::manifest::Manifest;

/// Of so many trials one is played in a run.
const TURNS: usize = 5;

/// What takes longer than that lasts.
const LONG: Duration = Duration::from_millis(1500);

/// What has lasted in this run.
static LASTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Variables with which all is to be played.
const ALL: [&str; 3] = ["AGAIN", "THOROUGH", "BLESS"];

/// Variables by which a trial may come to something else.
const TOLD: [&str; 4] = ["PATH", "PEERS", "WIRE", "HOME"];

/// A chapter as it is now, and as it has passed.
pub(crate) struct Unchanged {
    file: PathBuf,
    mark: u64,
    /// Which turn it is, if all has passed as it is now.
    turn: Option<usize>,
    /// What has lasted since all was played.
    lasted: BTreeSet<String>,
}

impl Unchanged {
    /// Looks whether this chapter has passed as it is.
    pub fn look(place: &Place) -> Unchanged {
        let name = place.dir.file_name().unwrap_or_default();
        let file = place.bin_dir.join("passed").join(name);
        let mark = mark(place);
        let text = fs::read_to_string(&file).unwrap_or_default();
        let mut lines = text.lines();
        let turn = lines.next().and_then(|line| {
            let (passed, turn) = line.split_once(' ')?;
            (passed == mark.to_string()).then(|| turn.parse().ok())?
        });
        let lasted = lines.map(String::from).collect();
        Unchanged {
            file,
            mark,
            turn,
            lasted,
        }
    }

    /// Plays all, whatever has passed.
    pub fn ask_all(&mut self) {
        self.turn = None;
    }

    /// Whether only a part is played.
    pub fn is_by_turns(&self) -> bool {
        self.turn.is_some()
    }

    /// Those whose turn it is, or all.
    pub fn whose_turn<T>(
        &self,
        trials: Vec<T>,
        name: impl Fn(&T) -> &str,
    ) -> Vec<T> {
        let Some(turn) = self.turn.map(|turn| turn % TURNS) else {
            return trials;
        };
        let lasts = |trial: &T| self.lasted.contains(name(trial));
        let (long, short): (Vec<_>, Vec<_>) =
            trials.into_iter().partition(lasts);
        let numbered = short.into_iter().enumerate();
        let now = numbered.filter(|(nth, _)| nth % TURNS == turn);
        let now = now.map(|(_, trial)| trial);
        let is_last = turn == TURNS - 1;
        now.chain(long.into_iter().filter(|_| is_last)).collect()
    }

    /// Notes that what was played has passed, or that some of it has not.
    pub fn note(&self, passed: bool) {
        // What cannot be noted is played again in full.
        let _ = if passed {
            self.write(self.turn.map_or(0, |turn| turn + 1))
        } else {
            fs::remove_file(&self.file)
        };
    }

    fn write(&self, turn: usize) -> std::io::Result<()> {
        fs::create_dir_all(self.file.parent().unwrap_or(Path::new(".")))?;
        // In one step: another run may be reading it.
        let new = self.file.with_extension(std::process::id().to_string());
        let mut text = format!("{} {turn}\n", self.mark);
        let lasted = LASTED.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.turn.is_some().then_some(&self.lasted);
        for name in lasted.union(before.unwrap_or(&BTreeSet::new())) {
            text += &format!("{name}\n");
        }
        fs::write(&new, text)?;
        fs::rename(new, &self.file)
    }
}

/// Notes how long a trial took.
pub(crate) fn took(name: String, time: Duration) {
    if time > LONG {
        let mut lasted = LASTED.lock().unwrap_or_else(PoisonError::into_inner);
        lasted.insert(name);
    }
}

/// Whether the environment asks for all.
pub(crate) fn all_is_asked() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|set| set == "1");
    ALL.into_iter().any(is_set)
}

/// A number that is another one after any change.
fn mark(place: &Place) -> u64 {
    let mut mark = DefaultHasher::new();
    let root = place.dir.join("../..");
    for file in env::current_exe().iter().chain(&programs(place)) {
        (file, written(file)).hash(&mut mark);
    }
    let page = place.dir.file_name().unwrap_or_default();
    texts(&place.dir, &mut mark);
    texts(&root.join("book").join(page), &mut mark);
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::read(root.join(name)).ok().hash(&mut mark);
    }
    for name in TOLD {
        env::var_os(name).hash(&mut mark);
    }
    // A program that is installed, replaced or removed changes its folder.
    let path = env::var_os("PATH").unwrap_or_default();
    let peers = root.join("target/peers");
    let more = [peers.join("venv/bin"), peers, "/usr/sbin".into()];
    for folder in env::split_paths(&path).chain(more) {
        written(&folder).hash(&mut mark);
    }
    fs::read("/proc/sys/kernel/osrelease").ok().hash(&mut mark);
    mark.finish()
}

/// The chapter's own programs.
fn programs(place: &Place) -> Vec<PathBuf> {
    let manifest = Manifest::read(&place.dir);
    let bins = manifest.map(|manifest| manifest.bin).unwrap_or_default();
    let file = |name| format!("{name}{}", env::consts::EXE_SUFFIX);
    let files = bins.into_iter().map(|bin| file(bin.name));
    files.map(|file| place.bin_dir.join(file)).collect()
}

/// When this was written, and how long it is.
fn written(path: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// The files below a folder, with what stands in them, in order.
fn texts(folder: &Path, mark: &mut DefaultHasher) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if !path.is_dir() {
            (&path, fs::read(&path).ok()).hash(mark);
        } else if path.file_name().is_some_and(|it| it != "__pycache__") {
            texts(&path, mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TempDir;

    /// A chapter of one program, a record and a page.
    fn chapter(dir: &TempDir) -> Place {
        let root = dir.path();
        let place = Place {
            dir: root.join("listings/ch00-x"),
            bin_dir: root.join("target/debug"),
        };
        for (file, text) in [
            (
                "listings/ch00-x/Cargo.toml",
                "[package]\nname='x'\n[[bin]]\nname='p'",
            ),
            ("listings/ch00-x/recorded/a.console", "a"),
            ("book/ch00-x/a.md", "a"),
            ("target/debug/p", "a"),
            ("Cargo.lock", "a"),
        ] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        place
    }

    fn all() -> Vec<String> {
        ('a'..='l').map(String::from).collect()
    }

    fn played(place: &Place) -> Vec<String> {
        Unchanged::look(place).whose_turn(all(), |name| name)
    }

    #[test]
    fn so_many_turns_play_all_once() {
        let dir = TempDir::new().unwrap();
        let place = chapter(&dir);
        assert_eq!(played(&place), all());
        assert_eq!(played(&place), all(), "it has not passed");

        took("a".into(), 2 * LONG);
        took("b".into(), LONG / 2);
        Unchanged::look(&place).note(true);
        let mut by_turns = Vec::new();
        for turn in 0..TURNS {
            let now = played(&place);
            assert!((2..4).contains(&now.len()), "{now:?}");
            assert_eq!(now.contains(&"a".into()), turn == TURNS - 1);
            by_turns.extend(now);
            Unchanged::look(&place).note(true);
        }
        by_turns.sort_unstable();
        assert_eq!(by_turns, all());
    }

    #[test]
    fn whatever_changes_all_is_played() {
        let dir = TempDir::new().unwrap();
        let place = chapter(&dir);
        for changed in [
            "listings/ch00-x/Cargo.toml",
            "listings/ch00-x/recorded/a.console",
            "listings/ch00-x/tests/new.rs",
            "book/ch00-x/a.md",
            "target/debug/p",
            "Cargo.lock",
        ] {
            Unchanged::look(&place).note(true);
            assert!(Unchanged::look(&place).is_by_turns(), "{changed}");
            let path = dir.path().join(changed);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text = fs::read_to_string(&path).unwrap_or_default();
            fs::write(&path, text + "\n").unwrap();
            assert!(!Unchanged::look(&place).is_by_turns(), "{changed}");
        }
    }

    #[test]
    fn what_has_failed_is_played_with_all() {
        let dir = TempDir::new().unwrap();
        let place = chapter(&dir);
        Unchanged::look(&place).note(true);
        Unchanged::look(&place).note(false);
        assert!(!Unchanged::look(&place).is_by_turns());
    }

    #[test]
    fn what_ran_meanwhile_is_not_noted_as_what_is_there_now() {
        let dir = TempDir::new().unwrap();
        let place = chapter(&dir);
        let before = Unchanged::look(&place);
        fs::write(place.dir.join("recorded/a.console"), "b").unwrap();
        before.note(true);
        assert!(!Unchanged::look(&place).is_by_turns());
    }
}
