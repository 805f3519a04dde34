//! Files of proc(5), which are looked at thousands of times.

use std::fs::File;
use std::io::{self, Read};

/// A page, of which the kernel fills no more at a time.
const ROOM: usize = 4096;

/// The text of one of them; what is no UTF-8 in it, as in a program's name,
/// is replaced.
///
/// Such a file has no length before it is read. The kernel gives as many of
/// its records as there is room for, and none is so long that it would leave
/// half of the room empty. So no more is asked for behind the last, while
/// std's own way asks for the length first, begins with small pieces, and asks
/// once more at the end.
///
/// # Errors
/// What the system reports, as of a process that has ended.
pub fn read(path: &str) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut text = Vec::new();
    let mut room = [0; ROOM];
    loop {
        let length = file.read(&mut room)?;
        text.extend_from_slice(&room[..length]);
        if length < ROOM / 2 {
            return Ok(String::from_utf8_lossy(&text).into_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn it_is_read_whole() {
        // One line; one record; a record that is longer than the room; and
        // many, of which some may come and go.
        let names = ["version", "self/status", "zoneinfo", "kallsyms"];
        for name in names {
            let path = format!("/proc/{name}");
            let whole = fs::read_to_string(&path).unwrap();
            let text = read(&path).unwrap();
            let first = |text: &str| text.lines().next().map(str::to_string);
            assert_eq!(first(&text), first(&whole), "{path}");
            let [read, there] = [text, whole].map(|text| text.lines().count());
            assert!(read.abs_diff(there) * 100 <= there, "{path}: {read}");
        }
    }
}
