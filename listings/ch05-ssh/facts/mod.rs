//! What this chapter's pages say was measured: an experiment a file.

mod auto_add_remembers_in_memory;
mod rm_refuses_the_dot;

/// All of them.
pub const ALL: &[trials::Fact] =
    trials::facts![auto_add_remembers_in_memory, rm_refuses_the_dot,];
