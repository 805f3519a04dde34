//! What a program may take of time and memory.

use serde::Deserialize;

use crate::Role;

/// The numbers that a task states. They hold in each of its checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Until a server listens, or a command first answers, in seconds.
    pub starts: u32,
    /// For each answer after that, in seconds.
    pub answers: u32,
    /// Above what it holds once it has started, in MiB.
    pub memory: u32,
    /// More files and connections open than once it has started, where that
    /// is limited.
    pub files: Option<u32>,
}

impl Limits {
    /// As a page states them.
    pub fn sentence(&self, role: Role) -> String {
        let start = match role {
            Role::Server => "It listens",
            Role::Command => "It begins to answer",
        };
        format!(
            "{start} within {} seconds of its start, answers within {}, and \
             never holds more than {} MiB above what it held at first{}. What \
             counts is time in which the machine gives it a processor: on a \
             slow machine nobody fails for that.",
            self.starts,
            self.answers,
            self.memory,
            self.files.map(files).unwrap_or_default()
        )
    }
}

fn files(files: u32) -> String {
    format!(
        ", nor has more than {files} files and connections open beyond those \
         that it had then"
    )
}
