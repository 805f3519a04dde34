//! The figures agree with each other and with what is dissected.

use super::checked;
use crate::layout::number;
use crate::{Field, Layer, Slot, layers, samples};

/// The protocols whose RFC draws their header.
fn drawn() -> impl Iterator<Item = Layer> {
    layers().filter(|layer| !layer.figure().is_empty())
}

#[test]
fn no_two_protocols_have_one_name() {
    let mut names: Vec<_> = layers().map(Layer::name).collect();
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn figures_are_whole_rows_without_gaps() {
    for layer in drawn() {
        let mut at = 0;
        for slot in layer.figure() {
            let first = slot.bits.as_ref().map_or(0, |bits| bits.start);
            let start = slot.range.start * 8 + usize::from(first);
            assert_eq!(start, at, "{layer} {}", slot.name);
            at += usize::from(slot.width());
        }
        assert_eq!(at % 32, 0, "{layer}");
    }
}

/// Whether these fields, of one header, are the slots of the figure.
fn is_drawn(fields: &[&Field], figure: &[Slot]) -> bool {
    let Some(base) = fields.first().map(|field| field.range.start) else {
        return false;
    };
    let shifted = |slot: &Slot| base + slot.range.start..base + slot.range.end;
    fields.len() >= figure.len()
        && fields.iter().zip(figure).all(|(field, slot)| {
            (field.name, &field.range, &field.bits)
                == (slot.name, &shifted(slot), &slot.bits)
        })
}

/// The fields of each header that a sample has are those of the figure, in
/// its order: what is drawn and what is listed cannot differ.
#[test]
fn figures_are_what_is_dissected() {
    for layer in drawn() {
        let mut found = 0;
        for (name, packet) in samples::ALL {
            let dissection = checked(packet);
            let mine = dissection.fields.iter().filter(|f| f.layer == layer);
            let mine: Vec<_> = mine.collect();
            if !mine.is_empty() {
                assert!(is_drawn(&mine, layer.figure()), "{layer} in {name}");
                found += 1;
            }
        }
        assert!(found > 0, "add a sample of {layer} to samples::ALL");
    }
}

#[test]
fn a_slot_reads_its_bits() {
    let bytes = [0x12, 0x34, 0x56, 0x78, 0x9a];
    assert_eq!(Slot::bytes("", 1..3).read(&bytes), 0x3456);
    assert_eq!(Slot::bits("", 0..1, 0..4).read(&bytes), 1);
    assert_eq!(Slot::bits("", 0..1, 4..8).read(&bytes), 2);
    assert_eq!(Slot::bits("", 0..2, 4..12).read(&bytes), 0x23);
    assert_eq!(Slot::bytes("", 4..6).read(&bytes), 0);
    assert_eq!(number(&bytes), 0x3456_789a);
}
