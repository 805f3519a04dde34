//! What the programs of this chapter share: a connection that is checked
//! before anything is written to it, PEM files, and one line for each check
//! that fails.
//!
//! To take one of them along, take this file and its modules with it: the
//! whole of `src/` but `main.rs` and the other programs in `bin/`.

pub mod connect;
pub mod current;
pub mod expiry;
pub mod files;
pub mod hello;
pub mod pin;
pub mod url;
mod why;

pub use connect::{ServerTls, Timed, Tls, accept, close, close_after, connect};
pub use why::{check, why};
