//! What this chapter's programs need to know of HTTP, without a socket and
//! without a clock: bytes in, and what they mean.

pub mod answer;
pub mod body;
pub mod framing;
pub mod public;
pub mod reading;
pub mod request;
mod target;
