//! `/gzip` and `/bomb`: bodies that become larger than what is sent.

use crate::http::{Request, Response, Status};

/// RFC 1952 §2.3: no name, no time, and nobody knows which system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// What `/gzip` is, and the same as zlib 1.3 packs it.
const TEXT: &str = "\
row 1: the same words, again and again and again
row 2: the same words, again and again and again
row 3: the same words, again and again and again
row 4: the same words, again and again and again
row 5: the same words, again and again and again
";
const PACKED: [u8; 61] = [
    0x2b, 0xca, 0x2f, 0x57, 0x30, 0xb4, 0x52, 0x28, 0xc9, 0x48, 0x55, 0x28,
    0x4e, 0xcc, 0x4d, 0x55, 0x28, 0xcf, 0x2f, 0x4a, 0x29, 0xd6, 0x51, 0x48,
    0x4c, 0x4f, 0xcc, 0xcc, 0x53, 0x48, 0xcc, 0x4b, 0x41, 0x67, 0x71, 0x15,
    0x01, 0x35, 0x18, 0x91, 0xaa, 0xc1, 0x98, 0x54, 0x0d, 0x26, 0xa4, 0x6a,
    0x30, 0x25, 0x45, 0x03, 0x00, 0xdc, 0xbd, 0xd4, 0x0a, 0xf5, 0x00, 0x00,
    0x00,
];

/// A code in which `0000 0000` says four times *258 zeros more*: what stands
/// before as many of those as one likes, and behind, the sum and the length of
/// 67,080,001 zeros last.
const BEFORE: [u8; 15] = [
    0xed, 0xc1, 0x01, 0x01, 0x00, 0x00, 0x00, 0x82, 0x20, 0xff, 0xaf, 0x6e,
    0x48, 0x40, 0x01,
];
const ZEROS: usize = 64_999;
const BEHIND: [u8; 10] =
    [0xf7, 0x06, 0xba, 0x0f, 0x3b, 0x17, 0x41, 0x8f, 0xff, 0x03];

/// The text, in gzip for who takes it.
pub(in crate::http) fn gzip(request: &Request) -> Response {
    if !takes_gzip(request) {
        return text(TEXT.into());
    }
    text([&HEADER[..], &PACKED].concat()).with("Content-Encoding", "gzip")
}

/// 65,034 bytes that become nearly 64 MiB, asked for or not.
pub(in crate::http) fn bomb(_: &Request) -> Response {
    let zeros = vec![0; ZEROS];
    let all = [&HEADER[..], &BEFORE, &zeros, &BEHIND].concat();
    text(all).with("Content-Encoding", "gzip")
}

fn text(body: Vec<u8>) -> Response {
    // RFC 9110 §12.5.5: what the answer depends on.
    Response::new(Status(200), "text/plain", body)
        .with("Vary", "Accept-Encoding")
}

/// Whether `gzip` is in the list; a weight of zero is a refusal (RFC 9110
/// §12.4.2).
fn takes_gzip(request: &Request) -> bool {
    request.fields.members("accept-encoding").any(|member| {
        let (coding, weight) = member.split_once(';').unwrap_or((member, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        coding.trim().eq_ignore_ascii_case("gzip")
            && weight.parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}
