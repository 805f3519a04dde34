//! What the programs of this chapter share: a connection within a deadline,
//! the check of the host key before any secret, a password, and a command's
//! results.
//!
//! To take one of them along, take this file and its modules with it: the
//! whole of `src/` but `main.rs` and the other programs in `bin/`.

mod connect;
mod deadline;
mod host_keys;
mod known_hosts;
mod pump;
mod run;
mod tofu;

pub use connect::{Connection, connect};
pub use deadline::{Deadline, reach};
pub use known_hosts::{connect_verified, split, verified_over};
pub use pump::pump;
pub use run::{KeyLogin, Output, logged_in, logged_in_by_key};
pub use run::{number, password, plain, run, secret};
pub use tofu::connect_or_ask;
