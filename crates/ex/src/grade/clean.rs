//! A clean folder, in which a submission is built.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::cargo::{self, Messages, Problem};
use crate::desk::work;
use crate::exercise::Exercise;
use crate::whole;

/// A file that somebody typed is not larger, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A folder that holds nothing of a submission but what may be edited. (With
/// the crate `tempfile` each learner's first `cargo ex` would take a quarter
/// longer.)
pub struct Clean(PathBuf);

impl Clean {
    /// One that nobody has prepared: it is new, and its owner's alone.
    ///
    /// # Errors
    /// Where none can be made.
    pub fn new(id: &str) -> Result<Clean, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        loop {
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("ex-grade-{}-{count}-{id}", process::id());
            let path = std::env::temp_dir().join(name);
            match own_folder().create(&path) {
                Ok(()) => return Ok(Clean(path)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(format!("{}: {e}", path.display())),
            }
        }
    }

    /// The program. The inner error is the submission's own.
    ///
    /// # Errors
    /// Where cargo cannot do its work.
    pub fn build(
        &self,
        exercise: &Exercise,
        submission: &Path,
    ) -> Result<Result<PathBuf, String>, String> {
        let package = self.0.join(&exercise.id);
        work::copy(exercise, &package)?;
        for file in &exercise.editable {
            match regular(submission, file) {
                Ok(text) => whole::write(&package.join(file), &text)?,
                Err(problem) => return Ok(Err(problem)),
            }
        }
        let manifest = work::workspace(&[&exercise.id], &[]);
        whole::write(&self.0.join("Cargo.toml"), &manifest)?;
        let target = self.0.join("target");
        let target = target.to_string_lossy();
        let args = ["--target-dir", &target, "--package", &exercise.id];
        match cargo::build(&self.0, &args, Messages::Kept) {
            Ok(built) => {
                let program = built.program(&exercise.id).cloned();
                Ok(program.ok_or("cargo has built no program".into()))
            }
            Err(Problem::Program(messages)) => Ok(Err(messages)),
            Err(Problem::Cargo(why)) => Err(why),
        }
    }
}

impl Drop for Clean {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a folder that no other user may enter.
fn own_folder() -> fs::DirBuilder {
    #[cfg_attr(not(unix), expect(unused_mut))]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// The text of a file that lies in the submission: no link leads out of it.
fn regular(submission: &Path, file: &str) -> Result<String, String> {
    let path = submission.join(file);
    let at = |e: io::Error| format!("{file}: {e}");
    let inside = submission.canonicalize().map_err(at)?;
    let real = path.canonicalize().map_err(at)?;
    let kind = fs::symlink_metadata(&path).map_err(at)?;
    if !kind.is_file() || !real.starts_with(&inside) {
        return Err(format!("{file}: not a file of the submission"));
    }
    if kind.len() > LARGEST {
        Err(format!("{file}: more than {LARGEST} bytes"))
    } else {
        fs::read_to_string(&path).map_err(at)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::testing::temp;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_clean_folder_is_new_and_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (one, other) = (Clean::new("a").unwrap(), Clean::new("a").unwrap());
        assert_ne!(one.0, other.0);
        let mode = fs::metadata(&one.0).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_link_out_of_the_submission_is_refused() {
        let dir = temp();
        let dir = dir.path();
        fs::create_dir_all(dir.join("src")).unwrap();
        fs::write(dir.join("src/main.rs"), "fn main() {}").unwrap();
        assert!(regular(dir, "src/main.rs").is_ok());
        fs::remove_file(dir.join("src/main.rs")).unwrap();
        symlink("/etc/hostname", dir.join("src/main.rs")).unwrap();
        assert!(regular(dir, "src/main.rs").is_err());
        fs::remove_dir_all(dir.join("src")).unwrap();
        symlink(
            env!("CARGO_MANIFEST_DIR").to_string() + "/src",
            dir.join("src"),
        )
        .unwrap();
        assert!(regular(dir, "src/main.rs").is_err());
    }
}
