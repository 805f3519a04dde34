//! Checks.

pub mod links;
pub mod resolve;
pub mod scan;
pub mod shown;
