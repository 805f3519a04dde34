//! The records that the tests of this folder draw.

use record::{Calls, Trace};

pub const ECHO: &str =
    include_str!("../../../../../listings/ch02-tcp/recorded/tcp-echo.wire");
pub const REFUSED: &str =
    include_str!("../../../../../listings/ch02-tcp/recorded/tcp-refused.wire");
pub const THREE_WRITES: &str = include_str!(
    "../../../../../listings/ch02-tcp/recorded/three-writes-one-read.wire"
);

pub const UDP_NOBODY: &str =
    include_str!("../../../../../listings/ch03-udp/recorded/udp-nobody.wire");

/// The calls of [`ECHO`].
pub const CALLS: &str =
    include_str!("../../../../../listings/ch02-tcp/recorded/tcp-echo.calls");

pub fn calls(text: &str) -> Calls {
    Calls::parse(text).unwrap()
}

pub fn trace(text: &str) -> Trace {
    Trace::parse(text).unwrap()
}
