//! Serves.

pub mod percent;
pub mod site;
pub mod watch;
