//! Collects the fields of a packet, layer by layer.

use std::ops::Range;

use crate::layout::{Layer, Slot};
use crate::text::show;

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

/// Where dissectors put the fields they find.
pub(crate) struct Sink {
    fields: Vec<Field>,
    layer: Layer,
    base: usize,
}

impl Sink {
    pub(crate) fn new() -> Sink {
        Sink {
            fields: Vec::new(),
            layer: Layer::DATA,
            base: 0,
        }
    }

    /// What follows are fields of `layer`, counted from the byte `base`.
    pub(crate) fn enter(&mut self, layer: Layer, base: usize) {
        self.layer = layer;
        self.base = base;
    }

    /// What follows is counted from `by` bytes further on.
    pub(crate) fn advance(&mut self, by: usize) {
        self.base += by;
    }

    /// What follows is counted from the byte `base` of the packet.
    pub(crate) fn rebase(&mut self, base: usize) {
        self.base = base;
    }

    /// Where these bytes are in the packet.
    pub(crate) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.base + range.start..self.base + range.end
    }

    /// How many fields there are, for [`Sink::forget`].
    pub(crate) fn mark(&self) -> usize {
        self.fields.len()
    }

    /// Takes back what was put since `mark`.
    pub(crate) fn forget(&mut self, mark: usize) {
        self.fields.truncate(mark);
    }

    /// A field that is the same in every run.
    pub(crate) fn put(&mut self, slot: Slot, value: impl ToString) {
        self.put_if(slot, value, false);
    }

    /// A field that differs from run to run by nature.
    pub(crate) fn put_varying(&mut self, slot: Slot, value: impl ToString) {
        self.put_if(slot, value, true);
    }

    /// A field that differs from run to run if `varies`.
    pub(crate) fn put_if(
        &mut self,
        slot: Slot,
        value: impl ToString,
        varies: bool,
    ) {
        let Slot { name, range, bits } = slot;
        if range.is_empty() {
            return;
        }
        let range = self.place(range);
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
    pub(crate) fn finish(
        mut self,
        packet: &[u8],
        payload: &Range<usize>,
    ) -> Vec<Field> {
        let claimed = std::mem::take(&mut self.fields);
        self.enter(Layer::DATA, 0);
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
