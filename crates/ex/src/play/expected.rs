//! What must come in a datagram.

use exercise::Symptom;

use crate::tell::likeness;

/// A part of what must come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// These.
    Bytes(Vec<u8>),
    /// The time of day in milliseconds.
    Now,
}

/// Whether a datagram is these pieces, its times within the two.
pub fn matches(
    expected: &[Expected],
    bytes: &[u8],
    times: (u128, u128),
) -> bool {
    rest(expected, bytes, times).is_some_and(<[u8]>::is_empty)
}

/// What follows the pieces, where they are there.
fn rest<'b>(
    expected: &[Expected],
    bytes: &'b [u8],
    (from, to): (u128, u128),
) -> Option<&'b [u8]> {
    expected.iter().try_fold(bytes, |rest, part| match part {
        Expected::Bytes(text) => rest.strip_prefix(&text[..]),
        Expected::Now => {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit());
            let (number, rest) = rest.split_at(digits.count());
            let number: u128 = str::from_utf8(number).ok()?.parse().ok()?;
            (from..=to).contains(&number).then_some(rest)
        }
    })
}

/// What a datagram that is none of these shows.
pub fn likeness(
    expected: &[Expected],
    bytes: &[u8],
    times: (u128, u128),
) -> Symptom {
    match rest(expected, bytes, times) {
        Some(b"\n" | b"\r\n") => Symptom::LineEnd,
        Some(_) => Symptom::More,
        None => match expected {
            [Expected::Bytes(all)] => likeness::of(all, bytes),
            _ if is_of_another_time(expected, bytes) => Symptom::Clock,
            _ if (1..bytes.len())
                .any(|at| matches(expected, &bytes[at..], times)) =>
            {
                Symptom::Preceded
            }
            _ => Symptom::Other,
        },
    }
}

/// Whether it would be these pieces at another time.
fn is_of_another_time(expected: &[Expected], bytes: &[u8]) -> bool {
    matches(expected, bytes, (0, u128::MAX))
}

/// In words.
pub fn shown(expected: &[Expected]) -> String {
    let texts = expected.iter().map(|part| match part {
        Expected::Bytes(text) => String::from_utf8_lossy(text).into_owned(),
        Expected::Now => "«the time now, in milliseconds»".into(),
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

    #[test]
    fn what_follows_a_time_is_told() {
        let expected = [Expected::Bytes(b"7 ".to_vec()), Expected::Now];
        let like = |bytes: &[u8]| likeness(&expected, bytes, (1000, 1010));
        assert_eq!(like(b"7 1005\n"), Symptom::LineEnd);
        assert_eq!(like(b"7 1005\0\0"), Symptom::More);
        assert_eq!(like(b"7 1"), Symptom::Clock);
        assert_eq!(like(b"time 7 1005"), Symptom::Preceded);
        assert_eq!(like(b"8 1005"), Symptom::Other);
    }
}
