//! The packet that an ICMP error is about, of which there may be no more
//! than the IP header and eight bytes.

use std::net::IpAddr;

use super::{Packet, Version};
use crate::ip::Datagram;
use crate::ports::{self, End};
use crate::protocol::Protocol;
use crate::sink::Sink;
use crate::{tcp, udp};

/// Whose packet an error is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quoted {
    /// Who had sent it, and receives the error.
    pub src: IpAddr,
    /// Whom it was for.
    pub dst: IpAddr,
    /// What was inside.
    pub protocol: Protocol,
    /// The sender's and the receiver's port, where the transport has them and
    /// they are here.
    pub ports: Option<[u16; 2]>,
}

impl Quoted {
    /// Both ends of the conversation that it belongs to.
    pub fn ends(&self) -> Option<(End, End)> {
        let [src, dst] = self.ports?;
        Some(((self.src, src), (self.dst, dst)))
    }

    /// Describes the packet that begins at `base`: its IP header and the
    /// transport's, and nothing inside that.
    pub(super) fn describe(
        bytes: &[u8],
        base: usize,
        sink: &mut Sink,
    ) -> Option<Quoted> {
        let datagram = Datagram::describe(bytes, base, sink).ok()?;
        let network = &datagram.network;
        let mut quoted = Quoted {
            src: network.src(),
            dst: network.dst(),
            protocol: network.protocol(),
            ports: None,
        };
        if !datagram.is_later_fragment() {
            let base = base + datagram.payload.start;
            let payload = bytes.get(datagram.payload).unwrap_or_default();
            quoted.ports = transport(payload, quoted.protocol, base, sink);
        }
        Some(quoted)
    }
}

/// Describes the transport's header, and returns its ports.
fn transport(
    bytes: &[u8],
    protocol: Protocol,
    base: usize,
    sink: &mut Sink,
) -> Option<[u16; 2]> {
    match protocol {
        Protocol::TCP => match tcp::Packet::new_checked(bytes) {
            Ok(segment) => segment.describe(base, sink),
            Err(_) => return tcp::describe_beginning(bytes, base, sink),
        },
        Protocol::UDP => {
            udp::Packet::new_checked(bytes).ok()?.describe(base, sink);
        }
        number => {
            let message = Packet::new_checked(bytes).ok()?;
            message.describe(Version::of(number)?, base, sink);
            return None;
        }
    }
    Some(ports::read(bytes))
}
