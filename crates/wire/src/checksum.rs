//! Completing the checksums that a kernel left unfinished.

use std::ops::Range;

use crate::ip::Datagram;
use crate::protocol::Protocol;
use crate::{icmp, ipv4, tcp, udp};

/// Completes the checksums of a packet that starts at its IP header: IPv4's,
/// and that of TCP, UDP or ICMP.
///
/// Linux leaves them to the network card, which `lo` does not have. Those of a
/// transport are left alone where the packet is a fragment or is cut short,
/// since the sum runs over all of it, where its receiver is not yet its
/// destination, and UDP's where it says that there is none (RFC 768). A
/// packet that an ICMP error quotes had left its sender the same way, and is
/// completed with it.
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
    let Ok(datagram) = Datagram::new_checked(packet) else {
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
    let datagram = Datagram::new_checked(packet).ok()?;
    let version = icmp::Version::of(datagram.network.protocol())?;
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
    let (src, dst) = datagram.between?;
    let bytes = packet.get(datagram.payload.clone())?;
    let (slot, sum) = match datagram.network.protocol() {
        Protocol::TCP => {
            let segment = tcp::Packet::new_checked(bytes).ok()?;
            (tcp::field::CHECKSUM, segment.sum(src, dst))
        }
        Protocol::UDP => {
            let packet =
                udp::Packet::new_within(bytes, datagram.announced).ok()?;
            let wanted = packet.is_whole() && packet.has_checksum(src);
            (udp::field::CHECKSUM, wanted.then(|| packet.sum(src, dst))?)
        }
        Protocol::ICMP | Protocol::ICMPV6 => {
            let message = icmp::Packet::new_checked(bytes).ok()?;
            (icmp::field::CHECKSUM, message.sum(src, dst))
        }
        _ => return None,
    };
    let start = datagram.payload.start;
    Some((start + slot.range.start..start + slot.range.end, sum))
}
