//! A file with the last steps of a run, which can be read at any moment.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Seek, Write};

use record::calls::Step;

/// How many steps are kept at least.
const KEPT: usize = 2000;

/// A file with the last steps of a run, a line each.
#[derive(Debug)]
pub struct Lines {
    file: File,
    last: VecDeque<String>,
    /// How many lines the file has.
    written: usize,
}

impl Lines {
    /// Writes to this file, which is empty.
    pub fn new(file: File) -> Lines {
        Lines {
            file,
            last: VecDeque::new(),
            written: 0,
        }
    }

    /// Adds a line. A file that has grown long begins again with its end. If
    /// it cannot be written, the run goes on all the same.
    pub fn write(&mut self, step: &Step) {
        let _ = self.try_write(format!("{step}\n"));
    }

    fn try_write(&mut self, line: String) -> io::Result<()> {
        self.written += 1;
        if self.written > 2 * KEPT {
            self.written = self.last.len() + 1;
            self.file.set_len(0)?;
            self.file.rewind()?;
            let kept: String = self.last.iter().map(String::as_str).collect();
            self.file.write_all(kept.as_bytes())?;
        }
        self.file.write_all(line.as_bytes())?;
        self.last.push_back(line);
        if self.last.len() > KEPT {
            self.last.pop_front();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use record::calls::{What, Who};

    use super::*;

    #[test]
    fn a_long_run_keeps_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("last");
        let mut lines = Lines::new(File::create(&path).unwrap());
        for n in 1..=5 * KEPT + 7 {
            lines.write(&Step {
                who: Who::first("program"),
                what: What::Prints(n),
                place: None,
                packets: Vec::new(),
            });
            if !n.is_multiple_of(499) {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let count = text.lines().count();
            assert!((n.min(KEPT)..=2 * KEPT).contains(&count), "{n}: {count}");
            let last = format!("[program] prints {n}");
            assert_eq!(text.lines().last(), Some(&*last));
        }
    }
}
