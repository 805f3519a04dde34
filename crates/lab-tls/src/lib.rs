//! HTTPS and an echo on loopback, with a certificate authority made fresh at
//! each start, and with certificates of which most are wrong in one way each.
//!
//! It binds loopback only, and the authority's key is never written down.
//! As a program it is `cargo lab tls`; a test starts a [`Server`] in its own
//! process and sees from the server's side what a client did.

mod certificates;
mod cli;
mod connection;
mod files;
mod log;
mod pages;
mod server;

pub use cli::main;
pub use log::{End, Port, Seen};
pub use server::Server;
