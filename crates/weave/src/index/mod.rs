//! Indexes.

pub mod errors;
pub mod items;
