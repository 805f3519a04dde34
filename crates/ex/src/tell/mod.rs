//! What a person, or a teacher's program, is told.

pub mod bytes;
pub mod formats;
pub mod likeness;
pub mod report;
pub mod sentence;

pub(crate) mod out;
pub(crate) mod slow;
