//! The tree, read once: every file that a page shows is parsed here, and
//! what is wrong with it is kept with its place.

pub mod code;
pub mod drawing;
pub mod fact;
pub mod files;
pub mod items;
pub mod manifest;
pub mod source;
pub mod summary;
pub mod tally;
pub mod tree;
pub mod words;
