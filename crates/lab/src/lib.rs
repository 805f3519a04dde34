//! Local peers, good and bad, and the runner that replays a record.
//!
//! **Invariant:** nothing here contacts an address outside loopback or a
//! namespace that it made, and nothing depends on more than the standard
//! library, socket2 and the system's own calls: an exercise or a
//! `cargo lab tcp-echo` is built in seconds.

#[cfg(target_os = "linux")]
pub mod blocked;
pub mod burst;
pub mod calendar;
pub mod cli;
pub mod descendants;
pub mod dns;
pub mod doors;
pub mod ending;
pub mod faults;
#[cfg(target_os = "linux")]
pub mod files;
pub mod hostile;
pub mod http;
pub mod namespace;
#[cfg(target_os = "linux")]
pub mod net;
pub mod ports;
#[cfg(target_os = "linux")]
pub mod proc_file;
pub mod process;
pub mod protocol;
pub mod relay;
pub mod runner;
pub mod sntp;
mod sys;
#[cfg(target_os = "linux")]
pub mod tap;
pub mod tcp;
pub mod tcp_table;
pub mod udp;

use std::net::{Ipv6Addr, UdpSocket};

/// True where the IPv6 loopback address can be bound.
pub fn has_ipv6() -> bool {
    UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}
