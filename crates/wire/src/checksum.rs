//! The Internet checksum (RFC 1071), and completing what was left unfinished.

use std::net::IpAddr;
use std::ops::Range;

use super::ip::{self, Datagram};
use super::{icmp, ipv4, tcp, udp};

/// Completes the checksums of a packet that starts at its IP header: IPv4's,
/// and that of TCP, UDP or ICMP.
///
/// Linux leaves them to the network card, which `lo` does not have. Those of a
/// transport are left alone where the packet is a fragment or is cut short,
/// since the sum runs over all of it, and UDP's where it says that there is
/// none (RFC 768). A packet that an ICMP error quotes had left its sender the
/// same way, and is completed with it.
pub fn complete_checksums(packet: &mut [u8]) {
    complete(packet, Quoted::Too);
}

/// Whether what an ICMP error quotes is completed as well. Errors never quote
/// errors (RFC 1122 §3.2.2), so one step down is enough.
#[derive(PartialEq)]
enum Quoted {
    Too,
    Not,
}

fn complete(packet: &mut [u8], quoted: Quoted) {
    let range = quoted_range(packet).filter(|_| quoted == Quoted::Too);
    if let Some(bytes) = range.and_then(|range| packet.get_mut(range)) {
        complete(bytes, Quoted::Not);
    }
    if let Ok(mut header) = ipv4::HeaderMut::new_checked(packet) {
        header.complete_checksum();
    }
    let Ok(datagram) = ip::Datagram::new_checked(packet) else {
        return;
    };
    let Some((place, sum)) = transport_sum(packet, &datagram) else {
        return;
    };
    if let Some(bytes) = packet.get_mut(place) {
        bytes.copy_from_slice(&sum.to_be_bytes());
    }
}

/// Where an ICMP error quotes the packet that it is about.
fn quoted_range(packet: &[u8]) -> Option<Range<usize>> {
    let datagram = ip::Datagram::new_checked(packet).ok()?;
    let version = match datagram.protocol {
        ip::ICMP => icmp::Version::V4,
        ip::ICMPV6 => icmp::Version::V6,
        _ => return None,
    };
    let bytes = packet.get(datagram.payload.clone())?;
    let quoted = icmp::Packet::new_checked(bytes)
        .ok()?
        .quoted_range(version)?;
    let start = datagram.payload.start;
    Some(start + quoted.start..start + quoted.end)
}

/// Where the transport's checksum stands in the packet and what it should be,
/// if that can be told.
fn transport_sum(
    packet: &[u8],
    datagram: &Datagram,
) -> Option<(Range<usize>, u16)> {
    if !datagram.whole {
        return None;
    }
    let bytes = packet.get(datagram.payload.clone())?;
    let (src, dst) = (datagram.src, datagram.dst);
    let (slot, sum) = match datagram.protocol {
        ip::TCP => {
            let segment = tcp::Packet::new_checked(bytes).ok()?;
            (tcp::field::CHECKSUM, segment.sum(src, dst))
        }
        ip::UDP => {
            let packet = udp::Packet::new_checked(bytes).ok()?;
            let wanted = packet.is_whole() && packet.has_checksum(src);
            (udp::field::CHECKSUM, wanted.then(|| packet.sum(src, dst))?)
        }
        ip::ICMP | ip::ICMPV6 => {
            let message = icmp::Packet::new_checked(bytes).ok()?;
            (icmp::field::CHECKSUM, message.sum(src, dst))
        }
        _ => return None,
    };
    let start = datagram.payload.start;
    Some((start + slot.range.start..start + slot.range.end, sum))
}

/// A one's complement sum of 16-bit words in the making.
#[derive(Clone, Copy)]
pub(super) struct Sum(u64);

impl Sum {
    pub(super) fn new() -> Sum {
        Sum(0)
    }

    /// The pseudo-header of TCP, UDP and ICMPv6: RFC 9293 §3.1 for IPv4,
    /// RFC 8200 §8.1 for IPv6. Both add up to the same words.
    pub(super) fn pseudo(
        src: IpAddr,
        dst: IpAddr,
        protocol: u8,
        length: usize,
    ) -> Sum {
        Sum(length as u64 + u64::from(protocol))
            .address(src)
            .address(dst)
    }

    fn address(self, address: IpAddr) -> Sum {
        match address {
            IpAddr::V4(address) => self.add(&address.octets()),
            IpAddr::V6(address) => self.add(&address.octets()),
        }
    }

    /// Adds bytes; an odd last one counts as if a zero followed.
    pub(super) fn add(self, bytes: &[u8]) -> Sum {
        let word = |pair: &[u8]| match pair {
            [high, low] => u64::from(u16::from_be_bytes([*high, *low])),
            [high] => u64::from(*high) << 8,
            _ => 0,
        };
        Sum(bytes.chunks(2).map(word).fold(self.0, u64::wrapping_add))
    }

    /// Adds bytes, with zeros in place of the checksum among them.
    pub(super) fn add_without(self, bytes: &[u8], slot: Range<usize>) -> Sum {
        let before = bytes.get(..slot.start).unwrap_or_default();
        let after = bytes.get(slot.end..).unwrap_or_default();
        self.add(before).add(after)
    }

    /// The checksum: what makes the sum of all words come out as ones.
    pub(super) fn finish(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        !(sum as u16)
    }
}
