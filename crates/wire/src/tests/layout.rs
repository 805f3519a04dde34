//! The figures agree with each other and with what is dissected.

use super::{Layer, field};
use crate::layout::{figure, number};
use crate::{Slot, dissect, figure_fields, samples};

#[test]
fn figures_are_whole_rows_without_gaps() {
    let sizes = [
        (Layer::Ipv4, 160),
        (Layer::Ipv6, 320),
        (Layer::Tcp, 160),
        (Layer::Udp, 64),
        (Layer::Icmp, 32),
        (Layer::Icmpv6, 32),
    ];
    for (layer, size) in sizes {
        let mut at = 0;
        for slot in figure(layer) {
            let first = slot.bits.as_ref().map_or(0, |bits| bits.start);
            let start = slot.range.start * 8 + usize::from(first);
            assert_eq!(start, at, "{layer} {}", slot.name);
            at += usize::from(slot.width());
        }
        assert_eq!((at, at % 32), (size, 0), "{layer}");
        let widths: u16 =
            figure_fields(layer).iter().map(|(bits, _)| *bits).sum();
        assert_eq!(size, usize::from(widths), "{layer}");
    }
    assert_eq!(figure_fields(Layer::Http), []);
}

#[test]
fn figures_are_what_is_dissected() {
    let packets: [(Layer, usize, &[u8]); 6] = [
        (Layer::Ipv4, 0, &samples::UDP),
        (Layer::Ipv6, 0, &samples::IPV6_SYN),
        (Layer::Tcp, 20, &samples::TCP_SYN),
        (Layer::Udp, 20, &samples::UDP),
        (Layer::Icmp, 20, &samples::ICMP_ECHO),
        (Layer::Icmpv6, 40, &samples::ICMPV6_UNREACHABLE),
    ];
    for (layer, base, packet) in packets {
        let dissection = dissect(packet);
        for slot in figure(layer) {
            let found = field(&dissection, layer, slot.name);
            let range = base + slot.range.start..base + slot.range.end;
            assert_eq!(found.range, range, "{layer} {}", slot.name);
            assert_eq!(found.bits, slot.bits, "{layer} {}", slot.name);
        }
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
