//! The Internet checksum (RFC 1071).

use std::net::IpAddr;
use std::ops::Range;

use crate::protocol::Protocol;

/// A one's complement sum of 16-bit words in the making.
#[derive(Clone, Copy)]
pub(crate) struct Sum(u64);

impl Sum {
    pub(crate) fn new() -> Sum {
        Sum(0)
    }

    /// The pseudo-header of TCP, UDP and ICMPv6: RFC 9293 §3.1 for IPv4,
    /// RFC 8200 §8.1 for IPv6. Both add up to the same words.
    pub(crate) fn pseudo(
        src: IpAddr,
        dst: IpAddr,
        protocol: Protocol,
        length: usize,
    ) -> Sum {
        Sum(length as u64 + u64::from(protocol.0))
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
    pub(crate) fn add(self, bytes: &[u8]) -> Sum {
        let word = |pair: &[u8]| match pair {
            [high, low] => u64::from(u16::from_be_bytes([*high, *low])),
            [high] => u64::from(*high) << 8,
            _ => 0,
        };
        Sum(bytes.chunks(2).map(word).fold(self.0, u64::wrapping_add))
    }

    /// Adds bytes, with zeros in place of the checksum among them.
    pub(crate) fn add_without(self, bytes: &[u8], slot: Range<usize>) -> Sum {
        let before = bytes.get(..slot.start).unwrap_or_default();
        let after = bytes.get(slot.end..).unwrap_or_default();
        self.add(before).add(after)
    }

    /// The checksum: what makes the sum of all words come out as ones.
    pub(crate) fn finish(self) -> u16 {
        let mut sum = self.0;
        while sum > 0xffff {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        !(sum as u16)
    }
}
