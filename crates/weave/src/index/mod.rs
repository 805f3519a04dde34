//! Indexes: what the pages show, looked up from the other end.

pub mod errors;
pub mod items;
pub mod search;

use crate::read::source::Source;
use std::collections::BTreeMap;

pub use errors::Errors;
pub use items::Items;
pub use search::Search;

/// The files that show something, by the number of the page that shows them:
/// the first on each page.
pub type Uses<'b> = BTreeMap<usize, &'b Source>;
