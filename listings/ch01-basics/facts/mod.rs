//! What this chapter's pages say was measured: an experiment a file.

/// All of them.
pub const ALL: &[trials::Fact] = trials::facts![];
