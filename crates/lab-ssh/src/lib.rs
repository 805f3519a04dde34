//! An SSH server on loopback, with host keys and a password made fresh at
//! each start, and a closed set of commands of its own.
//!
//! It starts no process and no shell, and it binds loopback only. As a
//! program it is `cargo lab ssh`; a test starts a [`Server`] in its own
//! process and sees from the server's side what a client did.

mod cli;
mod client;
mod commands;
mod keys;
mod log;
mod server;
mod words;

pub use cli::main;
pub use log::Event;
pub use server::Server;
