//! What holds for the book as a whole: each directive names something, each
//! file is shown once, each link leads somewhere.

pub mod contents;
pub mod links;
pub mod shown;
pub mod states;

pub(crate) mod needs;
mod tree;

pub(crate) mod scan;

pub use contents::check;
