//! A link to a trace as a file that Wireshark opens.
//!
//! The page carries the file in its own link. mdBook empties the folder that
//! it writes to, after every preprocessor has run, so a preprocessor cannot
//! leave a file there; and a link that needs none works from a disk, too.

use record::Trace;
/// A link that holds the file.
pub fn link(name: &str, trace: &Trace) -> String {
    format!(
        "<a download=\"{name}.pcap\" href=\"data:application/\
         vnd.tcpdump.pcap;base64,{}\"><code>{name}.pcap</code></a>",
        base64(&trace.pcap())
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
    use crate::web::wire::examples;

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
    fn the_link_holds_the_packets() {
        let trace = examples::trace(examples::REFUSED);
        let link = link("a", &trace);
        let start = "<a download=\"a.pcap\" href=\"data:application/\
                     vnd.tcpdump.pcap;base64,1MOyoQIABAA";
        assert!(link.starts_with(start), "{link}");
        let (_, text) = link.split_once("base64,").unwrap();
        let (text, _) = text.split_once('"').unwrap();
        let file = decode(text);
        assert_eq!(file, trace.pcap());
        assert!(file.ends_with(&trace.events()[1].bytes));
    }

    fn decode(text: &str) -> Vec<u8> {
        let value = |c| match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let text = text.trim_end_matches('=');
        let mut bytes = Vec::new();
        for group in text.as_bytes().chunks(4) {
            let bits = (0..4).fold(0, |bits, i| {
                let c = group.get(i).copied().map_or(0, value);
                bits << 6 | u32::from(c)
            });
            bytes.extend(&bits.to_be_bytes()[1..group.len()]);
        }
        bytes
    }
}
