//! Where the fields of a header stand, and reading them there.

use std::ops::Range;

use super::{Layer, icmp, ipv4, ipv6, tcp, udp};

/// A field's name and place in its header: whole bytes, or bits within them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The RFC's word for it.
    pub name: &'static str,
    /// Its bytes, counted from the start of the header.
    pub range: Range<usize>,
    /// Its bits within `range`, where it is not made of whole bytes.
    pub bits: Option<Range<u8>>,
}

impl Slot {
    /// A field of whole bytes.
    pub const fn bytes(name: &'static str, range: Range<usize>) -> Slot {
        Slot {
            name,
            range,
            bits: None,
        }
    }

    /// A field of some bits within these bytes, from the first bit on.
    pub const fn bits(
        name: &'static str,
        range: Range<usize>,
        bits: Range<u8>,
    ) -> Slot {
        Slot {
            name,
            range,
            bits: Some(bits),
        }
    }

    /// How many bits wide it is.
    pub fn width(&self) -> u16 {
        match &self.bits {
            Some(bits) => u16::from(bits.end.saturating_sub(bits.start)),
            None => u16::try_from(self.range.len() * 8).unwrap_or(u16::MAX),
        }
    }

    /// The number of at most 32 bits that stands here in `header`, which is
    /// 0 where the header is too short.
    pub fn read(&self, header: &[u8]) -> u32 {
        let bytes = header.get(self.range.clone()).unwrap_or_default();
        let number = number(bytes);
        match &self.bits {
            None => number,
            Some(bits) => {
                let after = self.range.len() * 8 - usize::from(bits.end);
                let mask = (1u64 << bits.len()) - 1;
                (number >> after) & mask as u32
            }
        }
    }

    /// The same for a number of at most 16 bits.
    pub fn read_u16(&self, header: &[u8]) -> u16 {
        self.read(header) as u16
    }
}

/// The number that these bytes are in network byte order: their last four.
pub fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The fixed part of a header as the figure in its RFC draws it: the width of
/// each field in bits, and its name. Empty for protocols without such a
/// figure.
///
/// ICMP's is the one row that all its messages have in common.
pub fn figure_fields(layer: Layer) -> Vec<(u16, &'static str)> {
    let figure = figure(layer);
    figure
        .iter()
        .map(|slot| (slot.width(), slot.name))
        .collect()
}

/// The slots of the fixed part of a header, in order.
pub(super) fn figure(layer: Layer) -> &'static [Slot] {
    match layer {
        Layer::Ipv4 => &ipv4::field::FIGURE,
        Layer::Ipv6 => &ipv6::field::FIGURE,
        Layer::Tcp => &tcp::field::FIGURE,
        Layer::Udp => &udp::field::FIGURE,
        Layer::Icmp | Layer::Icmpv6 => &icmp::field::FIGURE,
        _ => &[],
    }
}
