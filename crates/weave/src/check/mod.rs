//! What holds for the book as a whole: each directive names something, each
//! file is shown once, each link leads somewhere.

pub mod content;
pub mod lanes;
pub mod links;
pub mod shown;
pub mod states;

mod changes;
mod contents;

mod listings;
pub mod needs;
mod numbers;
mod tree;
mod twice;
mod words;

pub use contents::check;
