//! Packets dissected: which bytes are which field, and what they say.
//!
//! **Invariants:** no I/O; no bytes whatever make anything here panic; the
//! fields of a [`Dissection`] cover the packet exactly, bit by bit. What no
//! protocol claims is shown as a field named `Data` and never guessed at.
//!
//! A packet starts at its IP header, as one captured on Linux's `lo` does
//! after [`ethernet::Frame`] is taken off. One protocol, one module, and the
//! consts at its top read like the figure in its RFC.
//!
//! Not done: reassembly of fragments or segments, IPv4 options one by one,
//! HTTP's chunks, HTTP/2, TLS extensions other than the server's name, and
//! anything that is encrypted.

mod checksum;
pub mod dns;
pub mod ethernet;
pub mod http;
pub mod icmp;
pub(crate) mod ip;
pub mod ipv4;
pub mod ipv6;
mod layout;
mod sink;
pub mod ssh;
pub mod tcp;
pub mod tls;
mod transport;
pub mod udp;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::IpAddr;
use std::ops::Range;

pub use checksum::complete_checksums;
pub use ip::count;
pub use layout::{Slot, figure_fields};
use sink::Sink;

/// Dissects the packet that starts at its IP header.
///
/// ```
/// let dissection = wire::dissect(&[0xff, 0xff]);
/// assert_eq!(dissection.fields[0].name, "Data");
/// ```
pub fn dissect(ip_packet: &[u8]) -> Dissection {
    dissect_as(ip_packet, Hint::None)
}

/// Dissects the packet, knowing about its payload what one packet alone does
/// not tell.
pub fn dissect_as(ip_packet: &[u8], hint: Hint) -> Dissection {
    let mut sink = Sink::new();
    let summary = ip::describe(ip_packet, hint, &mut sink);
    Dissection {
        fields: sink.finish(ip_packet, &summary.payload),
        src: summary.src,
        dst: summary.dst,
        kind: summary.kind,
        payload: summary.payload,
        proto: summary.proto,
        info: summary.info,
    }
}

/// A named range of a packet's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The protocol whose field it is.
    pub layer: Layer,
    /// The RFC's word for it, such as `Sequence number`.
    pub name: &'static str,
    /// Its bytes, counted from the start of the packet's IP header.
    pub range: Range<usize>,
    /// Its bits within `range`, counted from the first bit, where the field
    /// is not made of whole bytes.
    pub bits: Option<Range<u8>>,
    /// What it says, for people: `0x4c3d`, `SYN, ACK`, `127.0.0.1`.
    pub value: String,
    /// Whether it differs from run to run by nature, as a checksum does.
    pub varies: bool,
}

/// A whole packet, dissected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dissection {
    /// Every field in the order of its bytes, with no gap and no overlap.
    pub fields: Vec<Field>,
    /// Who sent it: the address, and the port where the transport has one.
    pub src: Option<(IpAddr, Option<u16>)>,
    /// Whom it is for.
    pub dst: Option<(IpAddr, Option<u16>)>,
    /// The transport, with what a comparison of packets needs of it.
    pub kind: Kind,
    /// The bytes that the transport carries; the IP payload where the
    /// transport is unknown.
    pub payload: Range<usize>,
    /// The highest protocol that was recognized: `TCP`, `HTTP` ….
    pub proto: &'static str,
    /// One line on what it is, such as `SYN` or `GET /hello HTTP/1.1`, without
    /// addresses, ports and sequence numbers.
    pub info: String,
}

/// The transport of a packet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A TCP segment.
    Tcp(TcpSummary),
    /// A UDP datagram.
    Udp,
    /// An ICMP message, of version 4 or 6.
    Icmp,
    /// Anything else, and every fragment but the first.
    Other,
}

/// What a comparison needs of a TCP header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpSummary {
    /// The control bits.
    pub flags: tcp::Flags,
    /// The sequence number as sent.
    pub seq: u32,
    /// The acknowledgment number as sent; meaningless without `ACK`.
    pub ack: u32,
    /// The window as sent, not scaled.
    pub window: u16,
    /// The options but for padding, such as `mss 65495, sackOK, wscale 7`.
    pub options: String,
}

/// What the caller knows of a payload and the packet does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hint {
    /// Nothing: protocols are recognized by their content, and DNS by port 53.
    #[default]
    None,
    /// A DNS message; over TCP with its length in front.
    Dns,
    /// SSH binary packets of a direction that has not sent NEWKEYS yet.
    SshBinary,
    /// SSH packets of a direction that has sent NEWKEYS.
    SshEncrypted,
}

/// A protocol that fields belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Layer {
    /// The frame around a packet; never in a [`Dissection`].
    Ethernet,
    /// RFC 791.
    Ipv4,
    /// RFC 8200.
    Ipv6,
    /// RFC 9293.
    Tcp,
    /// RFC 768.
    Udp,
    /// RFC 792.
    Icmp,
    /// RFC 4443.
    Icmpv6,
    /// RFC 9112.
    Http,
    /// RFC 1035.
    Dns,
    /// RFC 8446.
    Tls,
    /// RFC 4253.
    Ssh,
    /// Bytes that no protocol claims.
    Data,
}

impl Layer {
    /// The protocol's usual name.
    pub const fn name(self) -> &'static str {
        match self {
            Layer::Ethernet => "Ethernet",
            Layer::Ipv4 => "IPv4",
            Layer::Ipv6 => "IPv6",
            Layer::Tcp => "TCP",
            Layer::Udp => "UDP",
            Layer::Icmp => "ICMP",
            Layer::Icmpv6 => "ICMPv6",
            Layer::Http => "HTTP",
            Layer::Dns => "DNS",
            Layer::Tls => "TLS",
            Layer::Ssh => "SSH",
            Layer::Data => "Data",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

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
