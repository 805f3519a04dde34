//! Pages that need more than a line: each in a file of its own.

mod file;
mod flaky;
mod form;
mod private;

pub(super) use file::{cut_file, file};
pub(super) use flaky::flaky;
pub(super) use form::form;
pub(super) use private::private;
