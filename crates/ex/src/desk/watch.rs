//! `--watch`: waits until a file of the program is saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::desk::work::Work;
use crate::exercise::Exercise;
use crate::options::Options;
use crate::tell::out;

/// How often to look: a file says nothing when it is saved.
const PACE: Duration = Duration::from_millis(200);

/// When each file was saved last, and how long it is.
type Seen = BTreeMap<PathBuf, (SystemTime, u64)>;

/// What is watched: the learner's files, or those that the command names.
///
/// # Errors
/// A command that names none, where one is to be watched.
pub fn files(
    work: &Work,
    exercise: &Exercise,
    options: &Options,
) -> Result<Vec<PathBuf>, String> {
    let Some(words) = options.command_words()? else {
        let folder = work.folder(exercise);
        let files = exercise.editable.iter();
        return Ok(files.map(|file| folder.join(file)).collect());
    };
    let files: Vec<PathBuf> = words.into_iter().map(PathBuf::from).collect();
    if options.watch && look(&files).is_empty() {
        return Err("--watch: the command names no file that is here; name \
                    the one that you edit, or leave --watch away"
            .into());
    }
    Ok(files)
}

/// The files of these that are there; of a folder, those in it.
pub fn look(files: &[PathBuf]) -> Seen {
    let all = files.iter().flat_map(|file| {
        if file.is_dir() {
            inside(file)
        } else {
            vec![file.clone()]
        }
    });
    all.filter_map(|file| {
        let data = fs::metadata(&file).ok().filter(|data| data.is_file())?;
        Some((file, (data.modified().ok()?, data.len())))
    })
    .collect()
}

/// What an editor hides is none of the program's.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let shown = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !name.starts_with('.') && !name.ends_with('~')
    });
    shown.map(|entry| entry.path()).collect()
}

/// Waits until one of them differs. False where nobody reads any more what
/// would be said of it.
pub fn until_saved(files: &[PathBuf], before: &Seen) -> bool {
    while out::is_heard() {
        if is_saved(before, &look(files)) {
            return true;
        }
        thread::sleep(PACE);
    }
    false
}

/// A file that is gone may be about to be replaced: only a new one counts.
fn is_saved(before: &Seen, now: &Seen) -> bool {
    now.iter()
        .any(|(file, seen)| before.get(file) != Some(seen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{exercise, temp};

    fn watched(command: &str) -> Result<Vec<PathBuf>, String> {
        let all = [exercise()];
        let work = Work::of(Path::new("/nowhere"), &all);
        let options = Options {
            watch: true,
            command: Some(command.into()),
            ..Options::default()
        };
        files(&work, &all[0], &options)
    }

    #[test]
    fn the_files_that_a_command_names_are_watched() {
        let temp = temp();
        let dir = temp.path().join("a space");
        fs::create_dir(&dir).unwrap();
        let file = dir.join("mine.py");
        fs::write(&file, "1").unwrap();
        for named in [&file, &dir] {
            let command = format!("python3 '{}'", named.display());
            let files = watched(&command).unwrap();
            let before = look(&files);
            assert!(!is_saved(&before, &look(&files)));
            fs::write(&file, "longer").unwrap();
            assert!(is_saved(&before, &look(&files)), "{command}");
            // An editor may remove it before it writes it.
            fs::remove_file(&file).unwrap();
            assert!(!is_saved(&before, &look(&files)));
            fs::write(&file, "1").unwrap();
        }
    }

    #[test]
    fn a_command_without_a_file_is_not_watched_in_vain() {
        let problem = watched("python3 -m mine").unwrap_err();
        assert!(problem.contains("names no file"), "{problem}");
    }
}
