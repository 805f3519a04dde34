//! What holds for the book as a whole: each directive names something, each
//! file is shown once, each link leads somewhere.

pub mod content;
pub mod links;
pub mod shown;
pub mod states;

mod contents;
pub mod needs;
mod numbers;
mod tree;
mod words;

pub(crate) mod scan;

pub use contents::check;
