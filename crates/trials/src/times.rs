//! How long each trial took when all of them ran, so that the longest begin
//! first: one that begins last is waited for alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use libtest_mimic::Trial;

use crate::Place;

/// Milliseconds by the names of trials.
type Times = BTreeMap<String, u128>;

/// Of this run.
static NOW: Mutex<Times> = Mutex::new(Times::new());

/// A trial took so long.
pub(crate) fn note(name: &str, took: Duration) {
    let mut now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
    now.insert(name.to_string(), took.as_millis());
}

/// Keeps what this run took for the next one, if it can be kept: without it,
/// tests only take longer. Of a run of a few, the others' times stay.
pub(crate) fn keep(place: &Place) {
    let Some(file) = file(place) else { return };
    let mut times = read(&file);
    let now = NOW.lock().unwrap_or_else(PoisonError::into_inner);
    times.extend(now.clone());
    let lines = times.iter().map(|(name, took)| format!("{took} {name}\n"));
    let _ = fs::write(file, lines.collect::<String>());
}

/// The longest first, by the run before. Those without a time come before
/// all: nobody knows how long they take.
pub(crate) fn longest_first(place: &Place, trials: &mut [Trial]) {
    let times = file(place).map(|file| read(&file)).unwrap_or_default();
    let took = |trial: &Trial| times.get(trial.name()).copied();
    trials.sort_by_key(|trial| u128::MAX - took(trial).unwrap_or(u128::MAX));
}

/// Beside the built programs, in cargo's folder for what tests write.
fn file(place: &Place) -> Option<PathBuf> {
    let chapter = place.dir.file_name()?.to_str()?;
    let folder = place.bin_dir.parent()?.join("tmp");
    Some(folder.join(format!("{chapter}.times")))
}

fn read(file: &Path) -> Times {
    let text = fs::read_to_string(file).unwrap_or_default();
    let times = text.lines().filter_map(|line| {
        let (took, name) = line.split_once(' ')?;
        Some((name.to_string(), took.parse().ok()?))
    });
    times.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TempDir;

    #[test]
    fn what_took_long_begins_first() {
        let dir = TempDir::new().unwrap();
        fs::create_dir(dir.path().join("tmp")).unwrap();
        let place = Place {
            dir: "listings/ch00-none".into(),
            bin_dir: dir.path().join("debug"),
        };
        let order = |names: [&str; 3]| {
            let trial = |name| Trial::test(name, || Ok(()));
            let mut trials = names.map(trial);
            longest_first(&place, &mut trials);
            trials.map(|trial| trial.name().to_string())
        };
        assert_eq!(order(["b", "a c", "d"]), ["b", "a c", "d"]);
        note("b", Duration::from_millis(9));
        note("a c", Duration::from_millis(10));
        keep(&place);
        assert_eq!(order(["b", "a c", "d"]), ["d", "a c", "b"]);
        note("b", Duration::from_millis(11));
        keep(&place);
        assert_eq!(order(["b", "a c", "d"]), ["d", "b", "a c"]);
    }
}
