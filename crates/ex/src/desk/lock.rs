//! One at a time: whoever changes the learner's folder holds its lock.
//!
//! The system takes the lock back from a process that ends, however it ends.
//! It is held for a write, never for a build or a check, so that a watcher
//! keeps nobody waiting.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::tell::slow;
use crate::whole;

/// Where writes may have been cut off, in the learner's folder.
const WRITTEN: [&str; 4] = ["", ".cargo", ".ex", ".ex/last"];

/// The proof that no other `cargo ex` changes this folder now.
#[derive(Debug)]
pub struct Lock {
    /// Dropping it gives the lock back.
    _file: File,
}

impl Lock {
    /// Waits for the lock of a learner's folder, which is made if need be.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn hold(dir: &Path) -> Result<Lock, String> {
        let path = dir.join(".ex/lock");
        let at = |e: io::Error| whole::problem(&path, &e);
        fs::create_dir_all(dir.join(".ex")).map_err(at)?;
        let mut options = File::options();
        let options = options.write(true).create(true).truncate(false);
        let file = options.open(&path).map_err(at)?;
        if wait(&file).map_err(at)? {
            WRITTEN
                .iter()
                .for_each(|name| whole::sweep(&dir.join(name)));
        }
        Ok(Lock { _file: file })
    }
}

/// True once the lock is held; false on a file system that has none. There
/// each write still is whole, and reads what others wrote just before.
fn wait(file: &File) -> io::Result<bool> {
    let locked = match file.try_lock() {
        Err(TryLockError::WouldBlock) => slow::told(
            "another `cargo ex` is writing in work/; waiting until it is done",
            || until_locked(file),
        ),
        Err(TryLockError::Error(error)) => Err(error),
        Ok(()) => Ok(()),
    };
    match locked {
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(false),
        other => other.map(|()| true),
    }
}

fn until_locked(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}
