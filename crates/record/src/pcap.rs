//! A trace as a file that Wireshark and tcpdump open: classic pcap.

use crate::Trace;

/// Packets begin at their IP header, of version 4 or 6.
const LINKTYPE_RAW: u32 = 101;

/// More than any packet on a network has.
const SNAPLEN: u32 = 262_144;

impl Trace {
    /// The packets as a pcap file.
    pub fn pcap(&self) -> Vec<u8> {
        pcap(self.packets())
    }
}

/// The bytes of a pcap file, the same for the same packets: packet 1 is
/// stamped with one microsecond, packet 2 with two, since no times are
/// recorded.
pub fn pcap<'a>(packets: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    // Version 2.4, in two halves; times in UTC, of unknown accuracy.
    let head = [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, SNAPLEN, LINKTYPE_RAW];
    let mut file: Vec<u8> = head
        .iter()
        .flat_map(|word: &u32| word.to_le_bytes())
        .collect();
    for (number, packet) in (1u32..).zip(packets) {
        let length = packet.len() as u32;
        for word in [0, number, length, length] {
            file.extend(word.to_le_bytes());
        }
        file.extend(packet);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_of_24_bytes_then_16_before_each_packet() {
        let file = pcap([&[0x45; 20][..], &[0x60; 40]]);
        assert_eq!(file.len(), 24 + 16 + 20 + 16 + 40);
        assert_eq!(file[..4], [0xd4, 0xc3, 0xb2, 0xa1]);
        assert_eq!(file[20..24], [101, 0, 0, 0]);
        assert_eq!(
            file[24..40],
            [0, 0, 0, 0, 1, 0, 0, 0, 20, 0, 0, 0, 20, 0, 0, 0]
        );
        assert_eq!(file[40..60], [0x45; 20]);
    }
}
