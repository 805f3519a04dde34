//! The formats of what was recorded: parse, print, mask and diff.
//!
//! **Invariant:** nothing here does I/O. Text goes in, text comes out.
//!
//! A `.console` record is what a reader sees in one or more terminals:
//!
//! ```text
//! [server]
//! $ cargo run -p ch02-tcp --bin tcp-echo-server -- 127.0.0.1:7200
//! listening on 127.0.0.1:7200
//!
//! [client]
//! $ cargo run -p ch02-tcp --bin tcp-echo-client -- 127.0.0.1:7200 hello
//! hello
//! ```

pub mod calls;
mod command;
mod console;
mod diff;
mod mask;
mod pcap;
pub mod ports;
mod story;
mod trace;

pub use calls::Calls;
pub use command::{Command, CommandError, words};
pub use console::{Action, Block, Need, ParseError, Record};
pub use diff::diff;
pub use mask::{Masks, Span, spans};
pub use pcap::pcap;
pub use story::{Event, Numbers};
pub use trace::{Settings, Trace};
