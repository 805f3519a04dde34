//! What weave does with each byte of a page, over and over: escapes, the
//! tags of what was made, the words of prose.
//!
//! It is a package of its own for its profile: this is optimized in a dev
//! build, and weave, which is large and waits for it, need not be.

pub mod html;
pub mod tags;
pub mod words;
