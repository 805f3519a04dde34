//! Packets dissected: what they say, typed, and which bytes are which field.
//!
//! **Invariants:** no I/O; no bytes whatever make anything here panic; the
//! fields of a [`Dissection`] cover the packet exactly, bit by bit. What no
//! protocol claims is shown as a field named `Data` and never guessed at.
//!
//! A packet starts at its IP header, as one captured on Linux's `lo` does
//! after [`ethernet::Frame`] is taken off. One protocol, one module: the
//! consts at its top read like the figure in its RFC, and its `Repr` is what
//! it says. Whoever asks what a packet is asks a `Repr`; texts are for people.
//!
//! A protocol above TCP or UDP is one module and one row in
//! `application.rs`. Numbers that have names stand in one table each, which
//! `numbers.rs` makes into types.
//!
//! Not done: reassembly of fragments or segments, IPv4 options one by one,
//! HTTP's chunks, HTTP/2, TLS extensions other than the server's name, SSH 1,
//! and anything that is encrypted.

mod application;
mod carried;
mod checksum;
mod conversation;
mod dissection;
pub mod dns;
mod error;
pub mod ethernet;
pub mod http;
pub mod icmp;
mod ip;
pub mod ipv4;
pub mod ipv6;
mod layout;
pub mod ntp;
mod numbers;
mod ports;
mod protocol;
pub mod proxy;
mod sink;
pub mod ssh;
mod sum;
pub mod tcp;
mod text;
pub mod tls;
pub mod udp;
mod walk;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use application::Application;
pub use checksum::complete_checksums;
pub use conversation::Conversation;
pub use dissection::{
    Dissection, Transport, dissect, dissect_in, dissected, ends, headers,
};
pub use error::Error;
pub use ip::{Fragment, Network};
pub use layout::{Layer, Slot};
pub use ports::{End, is_ephemeral};
pub use protocol::Protocol;
pub use sink::Field;
pub use text::count;

/// Every protocol that is known here, from the frame up.
pub fn layers() -> impl Iterator<Item = Layer> {
    let below = [
        ethernet::LAYER,
        ipv4::LAYER,
        ipv6::LAYER,
        tcp::LAYER,
        udp::LAYER,
        icmp::LAYER,
        icmp::LAYER_V6,
    ];
    below.into_iter().chain(application::LAYERS.iter().copied())
}
