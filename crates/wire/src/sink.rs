//! Collects the fields of a packet, layer by layer.

use std::ops::Range;

use super::layout::number;
use super::{Field, Layer, Slot};

/// How many bytes of data a value spells out before it is cut short.
const SHOWN: usize = 64;

/// Where dissectors put the fields they find.
pub(super) struct Sink {
    fields: Vec<Field>,
    layer: Layer,
    base: usize,
}

impl Sink {
    pub(super) fn new() -> Sink {
        Sink {
            fields: Vec::new(),
            layer: Layer::Data,
            base: 0,
        }
    }

    /// What follows are fields of `layer`, counted from the byte `base`.
    pub(super) fn enter(&mut self, layer: Layer, base: usize) {
        self.layer = layer;
        self.base = base;
    }

    /// What follows is counted from `by` bytes further on.
    pub(super) fn advance(&mut self, by: usize) {
        self.base += by;
    }

    /// Where counting starts.
    pub(super) fn base(&self) -> usize {
        self.base
    }

    /// What follows is counted from the byte `base` of the packet.
    pub(super) fn rebase(&mut self, base: usize) {
        self.base = base;
    }

    /// A field that is the same in every run.
    pub(super) fn put(&mut self, slot: Slot, value: impl ToString) {
        self.put_if(slot, value, false);
    }

    /// A field that differs from run to run by nature.
    pub(super) fn put_varying(&mut self, slot: Slot, value: impl ToString) {
        self.put_if(slot, value, true);
    }

    /// A field that differs from run to run if `varies`.
    pub(super) fn put_if(
        &mut self,
        slot: Slot,
        value: impl ToString,
        varies: bool,
    ) {
        let Slot { name, range, bits } = slot;
        if range.is_empty() {
            return;
        }
        let range = self.base + range.start..self.base + range.end;
        let (layer, value) = (self.layer, value.to_string());
        self.fields.push(Field {
            layer,
            name,
            range,
            bits,
            value,
            varies,
        });
    }

    /// All fields in order, and `Data` wherever there was none; what is and
    /// what is not of the `payload` is never in one field.
    pub(super) fn finish(
        mut self,
        packet: &[u8],
        payload: &Range<usize>,
    ) -> Vec<Field> {
        let claimed = std::mem::take(&mut self.fields);
        self.enter(Layer::Data, 0);
        let mut end = 0;
        for field in &claimed {
            self.put_gap(packet, payload, end..field.range.start);
            end = end.max(field.range.end);
        }
        self.put_gap(packet, payload, end..packet.len());

        self.fields.extend(claimed);
        // Stable: bits that share bytes stay in the order of the figure.
        self.fields.sort_by_key(|field| field.range.start);
        self.fields
    }

    fn put_gap(
        &mut self,
        packet: &[u8],
        payload: &Range<usize>,
        gap: Range<usize>,
    ) {
        let Range { start, end } = gap;
        let from = payload.start.clamp(start, end.max(start));
        let to = payload.end.clamp(from, end.max(from));
        for range in [start..from, from..to, to..end] {
            self.put_data(packet, range);
        }
    }

    fn put_data(&mut self, packet: &[u8], range: Range<usize>) {
        let bytes = packet.get(range.clone()).unwrap_or_default();
        self.put(Slot::bytes("Data", range), show(bytes));
    }
}

/// Walks over bytes from the front; everything it gives stands inside them.
pub(super) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Walk<'a> {
        Walk { bytes, at: 0 }
    }

    /// Starts at `at`, or at the end if that is beyond it.
    pub(super) fn from(bytes: &'a [u8], at: usize) -> Walk<'a> {
        Walk {
            bytes,
            at: at.min(bytes.len()),
        }
    }

    /// How far it has come.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The range of the next `count` bytes, if there are as many.
    pub(super) fn take(&mut self, count: usize) -> Option<Range<usize>> {
        if count > self.rest().len() {
            return None;
        }
        let range = self.at..self.at + count;
        self.at = range.end;
        Some(range)
    }

    /// As [`Walk::take`], with the bytes themselves.
    pub(super) fn slice(
        &mut self,
        count: usize,
    ) -> Option<(Range<usize>, &'a [u8])> {
        let range = self.take(count)?;
        Some((range.clone(), self.bytes.get(range)?))
    }

    /// The number that the next `count` bytes are, at most four.
    pub(super) fn number(
        &mut self,
        count: usize,
    ) -> Option<(Range<usize>, u32)> {
        let (range, bytes) = self.slice(count)?;
        Some((range, number(bytes)))
    }
}

/// Bytes for people: text as a quoted string, anything else as hex digits, and
/// no more than the first [`SHOWN`] of them.
pub(super) fn show(bytes: &[u8]) -> String {
    if bytes.is_empty() || !bytes.iter().all(is_text) {
        return hex(bytes);
    }
    let (shown, more) = cut(bytes);
    let text: String = shown.iter().map(|byte| char::from(*byte)).collect();
    format!("{text:?}{more}")
}

/// The bytes as hex digits after `0x`, and no more than [`SHOWN`] of them.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd',
        'e', 'f',
    ];
    let (shown, more) = cut(bytes);
    let mut digits = String::with_capacity(2 + 2 * shown.len());
    digits.push_str("0x");
    for byte in shown {
        digits.push(DIGITS[usize::from(byte >> 4)]);
        digits.push(DIGITS[usize::from(byte & 0xf)]);
    }
    digits + &more
}

fn cut(bytes: &[u8]) -> (&[u8], String) {
    match bytes.get(..SHOWN) {
        Some(shown) if shown.len() < bytes.len() => {
            (shown, format!("… ({} bytes)", bytes.len()))
        }
        _ => (bytes, String::new()),
    }
}

/// Bytes that should be text, with whatever is none escaped.
pub(super) fn text(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

fn is_text(byte: &u8) -> bool {
    byte.is_ascii_graphic() || b" \t\r\n".contains(byte)
}
