//! What must come in a datagram.

/// A part of what must come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// These.
    Bytes(Vec<u8>),
    /// The time of day in milliseconds.
    Now,
    /// One digit or more.
    Digits,
}

/// Whether a datagram is these pieces, its times within the two.
pub fn matches(
    expected: &[Expected],
    bytes: &[u8],
    (from, to): (u128, u128),
) -> bool {
    let mut rest = bytes;
    for part in expected {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let number = String::from_utf8_lossy(&rest[..digits]);
        let number = number.parse::<u128>().ok();
        let (fits, length) = match part {
            Expected::Bytes(text) => (rest.starts_with(text), text.len()),
            Expected::Digits => (number.is_some(), digits),
            Expected::Now => {
                (number.is_some_and(|n| (from..=to).contains(&n)), digits)
            }
        };
        if !fits {
            return false;
        }
        rest = &rest[length..];
    }
    rest.is_empty()
}

/// In words.
pub fn shown(expected: &[Expected]) -> String {
    let texts = expected.iter().map(|part| match part {
        Expected::Bytes(text) => String::from_utf8_lossy(text).into_owned(),
        Expected::Now => "«the time now, in milliseconds»".into(),
        Expected::Digits => "«a number»".into(),
    });
    format!("one datagram: {}", texts.collect::<String>().escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_must_be_of_now() {
        let text = |text: &str| Expected::Bytes(text.into());
        let expected = [text("7 "), Expected::Now, text("\n")];
        let within = (1000, 1010);
        assert!(matches(&expected, b"7 1005\n", within));
        for wrong in [&b"7 999\n"[..], b"7 1005", b"7 \n", b"8 1005\n", b""] {
            assert!(!matches(&expected, wrong, within));
        }
    }
}
