//! Checks over the tree: small pure functions, each of which reads text and
//! returns what is wrong with it, one sentence a problem, file and remedy in
//! it. `tests/tree.rs` applies them to the repository.
//!
//! *Invariant*: nothing here runs a program or opens a socket. (The binary
//! `copy-out` does run cargo.)

pub mod book;
pub mod cargo;
pub mod errno;
pub mod exercises;
pub mod facts;
pub mod features;
pub mod html;
pub mod inputs;
pub mod manifest;
pub mod modules;
pub mod names;
pub mod records;
pub mod text;
pub mod tree;
