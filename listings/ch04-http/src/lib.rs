//! What this chapter's server needs to know of HTTP, without a socket: bytes
//! in, and what they mean.

pub mod request;
mod target;
