//! A part of a file: where it is kept, and what a server sends of the rest.

use std::fs::{File, TryLockError};
use std::io;

/// Opens the file in which a part is kept, for nobody else meanwhile: what
/// two programs write at once is neither's.
///
/// # Errors
/// Those of the system, and that another program has it.
pub fn alone(path: &str) -> io::Result<File> {
    // Not to append: on Windows such a file cannot be cut.
    let mut options = File::options();
    let file = options
        .create(true)
        .write(true)
        .truncate(false)
        .open(path)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => io::Error::other("another program has it"),
        TryLockError::Error(error) => error,
    })?;
    Ok(file)
}

/// How long the whole is, by a `Content-Range` that begins behind what there
/// is: `bytes 3-8/9` is from byte 3 on, and of 9 in all. A server may send
/// less of the rest than there is (RFC 9110 §15.3.7).
pub fn all_from(have: u64, range: &str) -> Option<u64> {
    let rest = range.strip_prefix(&format!("bytes {have}-"))?;
    rest.split_once('/')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_begins_where_the_part_ends() {
        assert_eq!(all_from(3, "bytes 3-8/9"), Some(9));
        assert_eq!(all_from(3, "bytes 3-5/9"), Some(9));
        for range in ["bytes 2-8/9", "bytes 30-38/39", "bytes 3-8/*", "3-8/9"] {
            assert_eq!(all_from(3, range), None, "{range}");
        }
    }
}
