//! What this chapter's programs need to know of HTTP, without a socket and
//! without a clock: bytes in, and what they mean. Beside that, a connection,
//! and a file that is begun.

pub mod answer;
pub mod body;
pub mod framing;
pub mod part;
pub mod public;
pub mod reach;
pub mod reading;
pub mod request;
mod target;
