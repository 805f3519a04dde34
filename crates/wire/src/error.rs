//! Why bytes are no packet.

use std::fmt;

/// Why bytes are not a packet of some protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// They end before the header does.
    Truncated,
    /// The header says something that the protocol forbids.
    Malformed,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Error::Truncated => "the bytes end before the header does",
            Error::Malformed => "the header contradicts its protocol",
        })
    }
}

impl std::error::Error for Error {}
