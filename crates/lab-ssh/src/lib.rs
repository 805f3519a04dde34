//! An SSH server on loopback, with host keys and a password made fresh at
//! each start, and a closed set of commands of its own.
//!
//! Its files are in memory, and what it carries for others ends in it, at an
//! echo or at a second server of this kind. It starts no process and no shell,
//! and it binds loopback only. As a program it is `cargo lab ssh`; a test
//! starts a [`Server`] in its own process and sees from the server's side
//! what a client did.

#[cfg(unix)]
mod agent;
mod channel;
mod cli;
mod client;
mod commands;
mod files;
mod house;
mod keys;
mod liar;
mod log;
mod login;
mod running;
mod server;
mod tree;
mod tunnels;
mod words;

pub use cli::{main, main_keeping};
pub use log::Event;
pub use server::Server;
