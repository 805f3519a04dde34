//! A reliable transfer over UDP: two state machines that own no socket and
//! no clock.
//!
//! The programs `transfer-send` and `transfer-receive` give them datagrams
//! and the time, and send what they hand out. A test does the same with a
//! network that it makes up, and with a clock that it moves.

mod datagram;
mod receiving;
mod sending;

pub use datagram::{BLOCK, Datagram, Kind, hash};
pub use receiving::{LARGEST, Receiver};
pub use sending::{Outcome, Sender};
