//! What IPv4 and IPv6 have in common: who to whom, and what is inside.

use std::net::IpAddr;
use std::ops::Range;

use crate::error::Error;
use crate::layout::Layer;
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::{ipv4, ipv6};

/// The header of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Of version 4.
    V4(ipv4::Repr),
    /// Of version 6.
    V6(ipv6::Repr),
}

impl Network {
    /// The sender.
    pub fn src(&self) -> IpAddr {
        match self {
            Network::V4(repr) => repr.src.into(),
            Network::V6(repr) => repr.src.into(),
        }
    }

    /// The receiver.
    pub fn dst(&self) -> IpAddr {
        match self {
            Network::V4(repr) => repr.dst.into(),
            Network::V6(repr) => repr.dst.into(),
        }
    }

    /// What is inside, behind all headers of IP.
    pub fn protocol(&self) -> Protocol {
        match self {
            Network::V4(repr) => repr.protocol,
            Network::V6(repr) => repr.protocol,
        }
    }

    /// Which piece it is, if it is one of several.
    pub fn fragment(&self) -> Option<Fragment> {
        let fragment = match self {
            Network::V4(repr) => Fragment {
                identification: repr.identification.into(),
                offset: repr.fragment_offset,
                more: repr.more_fragments,
            },
            Network::V6(repr) => repr.fragment?,
        };
        // A fragment header alone does not make it one (RFC 6946).
        (fragment.more || fragment.offset > 0).then_some(fragment)
    }

    pub(crate) fn layer(&self) -> Layer {
        match self {
            Network::V4(_) => ipv4::LAYER,
            Network::V6(_) => ipv6::LAYER,
        }
    }
}

pub use ipv6::Fragment;

/// A packet of either version, as the layer above sees it.
pub(crate) struct Datagram {
    pub(crate) network: Network,
    /// What the packet carries, counted from the IP header.
    pub(crate) payload: Range<usize>,
    /// How long the payload should be: longer where it is cut short.
    pub(crate) announced: usize,
    /// Between whom a transport's checksum is made, if that can be told:
    /// not of a fragment, of a packet that is cut short, or of one that
    /// visits others before its receiver.
    pub(crate) between: Option<(IpAddr, IpAddr)>,
}

impl Datagram {
    pub(crate) fn new_checked(bytes: &[u8]) -> Result<Datagram, Error> {
        Datagram::read(bytes, None)
    }

    /// The same, and puts the header's fields.
    pub(crate) fn describe(
        bytes: &[u8],
        base: usize,
        sink: &mut Sink,
    ) -> Result<Datagram, Error> {
        Datagram::read(bytes, Some((base, sink)))
    }

    fn read(
        bytes: &[u8],
        into: Option<(usize, &mut Sink)>,
    ) -> Result<Datagram, Error> {
        match ipv4::Packet::new_checked(bytes) {
            Ok(packet) => {
                if let Some((base, sink)) = into {
                    packet.describe(base, sink);
                }
                Ok(Datagram::from_v4(packet))
            }
            Err(Error::Malformed) => {
                let packet = ipv6::Packet::new_checked(bytes)?;
                let chain = packet.chain();
                if let Some((base, sink)) = into {
                    packet.describe(&chain, base, sink);
                }
                Ok(Datagram::from_v6(packet, &chain))
            }
            Err(error) => Err(error),
        }
    }

    fn from_v4(packet: ipv4::Packet<'_>) -> Datagram {
        let network = Network::V4(packet.repr());
        let whole = packet.is_whole() && !packet.is_routed();
        let between = (network.src(), network.dst());
        let payload = packet.payload_range();
        let announced = packet.total_len().saturating_sub(payload.start);
        Datagram {
            announced: announced.max(payload.len()),
            payload,
            between: (whole && !packet.is_fragment()).then_some(between),
            network,
        }
    }

    fn from_v6(packet: ipv6::Packet<'_>, chain: &ipv6::Chain) -> Datagram {
        let whole = packet.is_whole(chain) && !chain.routed;
        // A mobile node's checksums are made with its address at home
        // (RFC 6275 §11.3.1).
        let src = chain.home.unwrap_or(packet.src());
        let between = (src.into(), packet.dst().into());
        let payload = chain.payload.clone();
        let announced = packet.announced_payload(chain);
        Datagram {
            announced: announced.max(payload.len()),
            payload,
            between: (whole && !chain.is_fragment()).then_some(between),
            network: Network::V6(packet.repr(chain)),
        }
    }

    /// Whether it begins in the middle of what was sent.
    pub(crate) fn is_later_fragment(&self) -> bool {
        let fragment = self.network.fragment();
        fragment.is_some_and(|fragment| fragment.offset > 0)
    }
}
