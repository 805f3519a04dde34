//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// What the name of a file ends with that is not whole yet.
const UNFINISHED: &str = "new";

/// Writes a file, and the folders that it is in, where it differs. The text
/// stands beside the old file until all of it is there: a full disk or a
/// kill leaves the old one as it was.
///
/// # Errors
/// Names the file, and says what to do.
pub fn write(path: &Path, text: &str) -> Result<(), String> {
    replace(path, text, |_| Ok(()))
}

/// As [`write`], for what nobody could make again: it outlives a loss of
/// power, too.
///
/// # Errors
/// As for [`write`].
pub fn keep(path: &Path, text: &str) -> Result<(), String> {
    replace(path, text, File::sync_all)?;
    // The name as well. Not every system can; there the file is whole all
    // the same.
    let folder = path.parent().unwrap_or(Path::new("."));
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(())
}

fn replace(
    path: &Path,
    text: &str,
    settle: fn(&File) -> io::Result<()>,
) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(());
    }
    let at = |e: io::Error| problem(path, &e);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(at)?;
    let new = beside(path);
    let fill = || {
        let mut file = File::create(&new)?;
        file.write_all(text.as_bytes())?;
        settle(&file)
    };
    let written = fill().and_then(|()| fs::rename(&new, path));
    if written.is_err() {
        // Where even this fails, [`sweep`] removes it one day.
        let _ = fs::remove_file(&new);
    }
    written.map_err(at)
}

/// Removes what writes have left that were cut off. Only for who knows that
/// nobody writes here now.
pub fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    for path in paths.filter(|p| p.extension() == Some(UNFINISHED.as_ref())) {
        let _ = fs::remove_file(path);
    }
}

/// A problem with a file, and what to do about it.
pub fn problem(path: &Path, error: &io::Error) -> String {
    let remedy = match error.kind() {
        ErrorKind::StorageFull
        | ErrorKind::QuotaExceeded
        | ErrorKind::FileTooLarge => {
            "; what was there before is still there: make room, then say \
             this again"
        }
        _ => "",
    };
    format!("{}: {error}{remedy}", path.display())
}

/// A name of this write's own, beside the file's.
fn beside(path: &Path) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{count}.{UNFINISHED}", process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::temp;

    #[test]
    fn what_cannot_be_written_leaves_the_old_and_nothing_else() {
        let dir = temp();
        // A folder cannot be replaced by a file.
        let path = dir.path().join("name");
        fs::create_dir_all(path.join("kept")).unwrap();
        assert!(write(&path, "text").is_err());
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1);
    }

    #[test]
    fn what_was_cut_off_is_swept_away_and_nothing_else() {
        let dir = temp();
        write(&dir.path().join("a.toml"), "a").unwrap();
        fs::write(dir.path().join("a.toml.1-0.new"), "cut").unwrap();
        sweep(dir.path());
        let names = fs::read_dir(&dir).unwrap().flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        assert_eq!(names, ["a.toml"]);
    }
}
