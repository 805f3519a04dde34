//! Shows a built book to a browser, and builds it again when a file changes.

pub mod percent;
pub mod site;
pub mod watch;
