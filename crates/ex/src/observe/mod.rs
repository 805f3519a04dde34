//! The program that is judged, seen from outside: whether it runs, waits or
//! has ended, and what it takes of time and memory.

pub mod child;
pub mod own_time;
pub mod patience;

pub mod address;
mod glance;

/// Why nothing more is to be expected of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingMore {
    /// It has ended, with this status.
    Ended(i32),
    /// It has had its time, and has slept for most of it.
    Asleep,
    /// It has had its time, and has run for most of it.
    Running,
    /// It holds more than it may.
    Memory,
    /// It was ready to run, and the machine did not let it.
    Starved,
}

/// The status of who was ended by that signal, as a shell has it.
const SIGPIPE: i32 = 128 + 13;

impl NothingMore {
    /// In a sentence about the program.
    pub fn text(self) -> String {
        match self {
            NothingMore::Ended(101) => "your program ended with a panic".into(),
            NothingMore::Ended(0) => "your program ended (status 0)".into(),
            NothingMore::Ended(SIGPIPE) => {
                "your program was ended by SIGPIPE: it wrote to a connection \
                 that its peer had cut off"
                    .into()
            }
            NothingMore::Ended(status) if status > 128 => {
                let signal = status - 128;
                format!(
                    "your program was ended by signal {signal}, or with the \
                     status {status}"
                )
            }
            NothingMore::Ended(status) => {
                format!("your program ended with status {status}")
            }
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
