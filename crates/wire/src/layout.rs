//! Where the fields of a header stand, and reading them there.

use std::fmt;
use std::ops::Range;

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

    /// The same for a number of at most 8 bits.
    pub fn read_u8(&self, header: &[u8]) -> u8 {
        self.read(header) as u8
    }
}

/// The number that these bytes are in network byte order: their last four.
pub(crate) fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A protocol that fields belong to: its name, and the fixed part of its
/// header where its RFC draws one. Each is the constant `LAYER` of the
/// protocol's module, and [`layers`](crate::layers) has them all.
#[derive(Clone, Copy)]
pub struct Layer {
    name: &'static str,
    figure: &'static [Slot],
}

impl Layer {
    /// Bytes that no protocol claims.
    pub const DATA: Layer = Layer::new("Data", &[]);

    pub(crate) const fn new(
        name: &'static str,
        figure: &'static [Slot],
    ) -> Layer {
        Layer { name, figure }
    }

    /// The protocol's usual name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The fixed part of the header as the figure in its RFC draws it, slot
    /// by slot; the dissector reads these very slots. Empty for protocols
    /// without such a figure.
    ///
    /// ICMP's is the one row that all its messages have in common.
    pub const fn figure(self) -> &'static [Slot] {
        self.figure
    }
}

/// No two protocols have one name.
impl PartialEq for Layer {
    fn eq(&self, other: &Layer) -> bool {
        self.name == other.name
    }
}

impl Eq for Layer {}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}
