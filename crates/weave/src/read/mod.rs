//! Reads the tree.

pub mod files;
pub mod items;
pub mod summary;
pub mod tree;
