//! The exercises below the root, each with its checks as steps to play.

use std::fs;
use std::path::{Path, PathBuf};

use crate::play::script::Script;

pub use ::exercise::{Need, Role};

/// An exercise, each check's script parsed.
pub type Exercise = ::exercise::Exercise<Script>;
/// One rule, and the steps that try it.
pub type Check = ::exercise::Check<Script>;

/// A mistake, and the steps that show it.
pub type Mistake = ::exercise::Mistake<Script>;

/// All exercises below the root, in the book's order.
///
/// # Errors
/// A file that cannot be read, or that does not say what it must.
pub fn all(root: &Path) -> Result<Vec<Exercise>, String> {
    let folder = root.join("exercises");
    let entries = fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}", folder.display()))?;
    let dirs = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let dirs = dirs.filter(|dir| is_exercise(dir));
    let mut all: Vec<Exercise> =
        dirs.map(|dir| read(&dir)).collect::<Result<_, _>>()?;
    ::exercise::sort(&mut all);
    Ok(all)
}

/// What lies beside the exercises, an editor's folder say, is none.
fn is_exercise(dir: &Path) -> bool {
    let name = dir.file_name().unwrap_or_default();
    !name.to_string_lossy().starts_with('.')
        && dir.join("exercise.toml").is_file()
}

/// Reads one folder.
///
/// # Errors
/// A file that cannot be read, or that does not say what it must.
pub fn read(dir: &Path) -> Result<Exercise, String> {
    let path = dir.join("exercise.toml");
    let (toml, hints) = (text(&path)?, text(&dir.join("hints.md"))?);
    Exercise::parse(dir, &toml, &hints)
        .map_err(|problem| format!("{}{problem}", path.display()))
}

fn text(path: &PathBuf) -> Result<String, String> {
    fs::read_to_string(path)
        .map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{root, temp};
    use crate::whole::write;

    #[test]
    fn a_step_that_is_none_is_told_with_its_line() {
        let dir = temp();
        let good = root().join("exercises/tcp-01-echo");
        let toml = text(&good.join("exercise.toml")).unwrap();
        let bad = toml.replacen("c1 connect", "c1 sing", 1);
        write(&dir.path().join("exercise.toml"), &bad).unwrap();
        write(&dir.path().join("hints.md"), "").unwrap();
        let line = toml.lines().position(|l| l.starts_with("script"));
        let error = read(dir.path()).unwrap_err();
        let line = line.expect("a check has a script") + 1;
        let at = format!("exercise.toml:{line}: `c1 sing`: sing: no such");
        assert!(error.contains(&at), "{error}");
    }
}
