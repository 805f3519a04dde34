//! The program that is judged, seen from outside: whether it runs, waits or
//! has ended, and what it takes of time and memory.

pub mod child;
pub mod ended;
pub mod own_time;
pub mod patience;

pub mod address;
mod glance;

use ended::Ended;

/// Why nothing more is to be expected of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingMore {
    /// It has ended.
    Ended(Ended),
    /// It has had its time, and has slept for most of it.
    Asleep,
    /// It has had its time, and has run for most of it.
    Running,
    /// It holds more than it may.
    Memory,
    /// It was ready to run, and the machine did not let it.
    Starved,
}

impl NothingMore {
    /// In a sentence about the program.
    pub fn text(self) -> String {
        match self {
            NothingMore::Ended(how) => how.text(),
            NothingMore::Asleep => "nothing: your program waits".into(),
            NothingMore::Running => {
                "nothing: your program runs on and on".into()
            }
            NothingMore::Memory => {
                "nothing: your program took more memory than it may".into()
            }
            NothingMore::Starved => {
                "nothing: the machine gave your program no processor".into()
            }
        }
    }
}
