//! Pages that need more than a line: each in a file of its own.

mod file;
mod flaky;
mod form;
mod packed;
mod private;
mod upload;

pub(super) use file::{cut_file, file};
pub(super) use flaky::flaky;
pub(super) use form::form;
pub(super) use packed::{bomb, gzip};
pub(super) use private::private;
pub(super) use upload::upload;
