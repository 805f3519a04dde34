//! Percent-encoding, as in the paths of URLs (RFC 3986 §2.1).

/// Replaces `%20` by a space and so on; nothing where a code is cut short
/// or the result is no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        let byte = match byte {
            b'%' => {
                let high = char::from(bytes.next()?).to_digit(16)?;
                let low = char::from(bytes.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        };
        out.push(byte);
    }
    String::from_utf8(out).ok()
}

/// A path's segment with all but the unreserved characters encoded.
pub fn encode(segment: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    let byte = |b: u8| {
        if plain(b) {
            char::from(b).to_string()
        } else {
            format!("%{b:02X}")
        }
    };
    segment.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(decode("a%20b%2fc%C3%A9").as_deref(), Some("a b/cé"));
        assert_eq!(encode("a b/cé"), "a%20b%2Fc%C3%A9");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in ["%", "100%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
