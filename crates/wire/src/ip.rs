//! What IPv4 and IPv6 have in common: who to whom, and what is inside.

use std::net::IpAddr;
use std::ops::Range;

use super::sink::Sink;
use super::{Error, Hint, Kind, Layer, icmp, ipv4, ipv6, transport};

/// The number of ICMP as an IP protocol (RFC 792).
pub(super) const ICMP: u8 = 1;
/// The number of TCP (RFC 9293).
pub(super) const TCP: u8 = 6;
/// The number of UDP (RFC 768).
pub(super) const UDP: u8 = 17;
/// The number of ICMP for IPv6 (RFC 4443).
pub(super) const ICMPV6: u8 = 58;

/// What is known of a packet besides its fields.
pub(super) struct Summary {
    pub(super) src: Option<(IpAddr, Option<u16>)>,
    pub(super) dst: Option<(IpAddr, Option<u16>)>,
    pub(super) kind: Kind,
    pub(super) payload: Range<usize>,
    pub(super) proto: &'static str,
    pub(super) info: String,
}

/// Describes a packet from its IP header on.
pub(super) fn describe(bytes: &[u8], hint: Hint, sink: &mut Sink) -> Summary {
    let Ok(datagram) = describe_header(bytes, 0, sink) else {
        return Summary {
            src: None,
            dst: None,
            kind: Kind::Other,
            payload: 0..bytes.len(),
            proto: Layer::Data.name(),
            info: count(bytes.len()),
        };
    };
    let mut summary = Summary {
        src: Some((datagram.src, None)),
        dst: Some((datagram.dst, None)),
        kind: Kind::Other,
        payload: datagram.payload.clone(),
        proto: datagram.layer.name(),
        info: format!("protocol {}", datagram.protocol),
    };
    let payload = bytes.get(datagram.payload.clone()).unwrap_or_default();
    if datagram.offset > 0 {
        summary.info = format!("fragment at byte {}", datagram.offset);
    } else {
        transport::describe(payload, &datagram, hint, sink, &mut summary);
    }
    summary
}

/// Describes the packet that an ICMP error quotes: its IP header and the
/// transport's, and nothing inside that.
pub(super) fn describe_quoted(bytes: &[u8], base: usize, sink: &mut Sink) {
    let Ok(datagram) = describe_header(bytes, base, sink) else {
        return;
    };
    if datagram.offset == 0 {
        let start = base + datagram.payload.start;
        let payload = bytes.get(datagram.payload).unwrap_or_default();
        transport::describe_quoted(payload, datagram.protocol, start, sink);
    }
}

fn describe_header(
    bytes: &[u8],
    base: usize,
    sink: &mut Sink,
) -> Result<Datagram, Error> {
    if let Ok(packet) = ipv4::Packet::new_checked(bytes) {
        packet.describe(base, sink);
    } else if let Ok(packet) = ipv6::Packet::new_checked(bytes) {
        packet.describe(base, sink);
    }
    Datagram::new_checked(bytes)
}

/// A count of bytes in words.
pub fn count(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}

/// A packet of either version, as the layer above sees it.
pub(super) struct Datagram {
    pub(super) layer: Layer,
    pub(super) src: IpAddr,
    pub(super) dst: IpAddr,
    /// The number of the protocol inside.
    pub(super) protocol: u8,
    /// What the packet carries, counted from the IP header.
    pub(super) payload: Range<usize>,
    /// Where in the original datagram a fragment's payload begins.
    pub(super) offset: usize,
    /// Neither a fragment nor cut short, and sent to `dst` in the end.
    pub(super) whole: bool,
}

impl Datagram {
    pub(super) fn new_checked(bytes: &[u8]) -> Result<Datagram, Error> {
        match ipv4::Packet::new_checked(bytes) {
            Ok(packet) => Ok(Datagram::from_v4(packet)),
            Err(Error::Malformed) => {
                ipv6::Packet::new_checked(bytes).map(Datagram::from_v6)
            }
            Err(error) => Err(error),
        }
    }

    fn from_v4(packet: ipv4::Packet<'_>) -> Datagram {
        Datagram {
            layer: Layer::Ipv4,
            src: packet.src().into(),
            dst: packet.dst().into(),
            protocol: packet.protocol(),
            payload: packet.payload_range(),
            offset: packet.fragment_offset(),
            whole: packet.is_whole() && !packet.is_fragment(),
        }
    }

    fn from_v6(packet: ipv6::Packet<'_>) -> Datagram {
        let chain = packet.chain();
        Datagram {
            layer: Layer::Ipv6,
            src: packet.src().into(),
            dst: packet.dst().into(),
            protocol: chain.next_header,
            payload: chain.payload,
            offset: chain.fragment_offset,
            whole: packet.is_whole() && !chain.fragmented && !chain.routed,
        }
    }
}

/// The name of an IP protocol, for the value of a field.
pub(super) fn protocol_name(protocol: u8) -> String {
    let name = match protocol {
        0 => "Hop-by-Hop Options",
        ICMP => "ICMP",
        TCP => "TCP",
        UDP => "UDP",
        43 => "Routing",
        44 => "Fragment",
        ICMPV6 => "ICMPv6",
        59 => "No Next Header",
        60 => "Destination Options",
        _ => return protocol.to_string(),
    };
    format!("{name} ({protocol})")
}

/// Whether a message of this ICMP version belongs in this IP version.
pub(super) fn icmp_version(protocol: u8) -> Option<icmp::Version> {
    match protocol {
        ICMP => Some(icmp::Version::V4),
        ICMPV6 => Some(icmp::Version::V6),
        _ => None,
    }
}
