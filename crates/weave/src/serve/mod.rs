//! Serves.

pub mod http;
pub mod percent;
pub mod site;
pub mod watch;
