//! A trace as a file that Wireshark opens: the classic pcap format.
//!
//! The page carries the file in its own link. mdBook empties the folder that
//! it writes to, after every preprocessor has run, so a preprocessor cannot
//! leave a file there; and a link that needs none works from a disk, too.

use record::Trace;
use record::wire::complete_checksums;

/// Packets begin at their IP header, of version 4 or 6.
const LINKTYPE_RAW: u32 = 101;

/// More than any packet on a network has.
const SNAPLEN: u32 = 262_144;

/// The bytes of a pcap file, the same for the same trace: packet 1 is
/// stamped with one microsecond, packet 2 with two, since no times are
/// recorded.
pub fn file(trace: &Trace) -> Vec<u8> {
    let mut file = Vec::new();
    let mut word = |word: u32| file.extend(word.to_le_bytes());
    // Version 2.4, in two halves; times in UTC, of unknown accuracy.
    for part in [0xa1b2_c3d4, 4 << 16 | 2, 0, 0, SNAPLEN, LINKTYPE_RAW] {
        word(part);
    }
    for (number, packet) in (1u32..).zip(&trace.packets) {
        let length = packet.len() as u32;
        for part in [0, number, length, length] {
            file.extend(part.to_le_bytes());
        }
        let mut packet = packet.clone();
        complete_checksums(&mut packet);
        file.extend(packet);
    }
    file
}

/// A link that holds the file.
pub fn link(name: &str, trace: &Trace) -> String {
    let file = file(trace);
    format!(
        "<a download=\"{name}.pcap\" href=\"data:application/\
         vnd.tcpdump.pcap;base64,{}\"><code>{name}.pcap</code></a>",
        base64(&file)
    )
}

/// RFC 4648 §4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ\
                                  abcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let index = bits >> (18 - 6 * place) & 0x3f;
            text.push(match place <= group.len() {
                true => char::from(ALPHABET[index as usize]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::examples;

    #[test]
    fn base64_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_file_reads_back_as_its_packets() {
        let trace = examples::trace(examples::ECHO);
        let file = file(&trace);
        let word = |at: usize| {
            u32::from_le_bytes(file[at..at + 4].try_into().unwrap())
        };
        assert_eq!(file[..4], [0xd4, 0xc3, 0xb2, 0xa1]);
        assert_eq!(file[4..8], [2, 0, 4, 0]);
        assert_eq!(word(20), LINKTYPE_RAW);
        let mut at = 24;
        let mut packets = Vec::new();
        while at < file.len() {
            let length = word(at + 8) as usize;
            assert_eq!((word(at), word(at + 12) as usize), (0, length));
            packets.push(file[at + 16..at + 16 + length].to_vec());
            assert_eq!(word(at + 4) as usize, packets.len());
            at += 16 + length;
        }
        // The record's checksums are complete already.
        assert_eq!(packets, trace.packets);
    }

    #[test]
    fn unfinished_checksums_are_completed() {
        let whole = examples::trace(examples::ECHO);
        let mut unfinished = whole.clone();
        for packet in &mut unfinished.packets {
            packet[36] ^= 0xff;
        }
        assert_eq!(file(&unfinished), file(&whole));
    }
}
