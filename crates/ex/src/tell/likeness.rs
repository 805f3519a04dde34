//! What bytes that are wrong have to do with the right ones.

use exercise::Symptom;

/// What the difference shows; `Other` where it shows nothing for sure.
pub fn of(expected: &[u8], came: &[u8]) -> Symptom {
    let crlf = with_crlf(expected);
    if crlf != expected && came.starts_with(&crlf) {
        Symptom::Crlf
    } else if without_line_end(came) == without_line_end(expected) {
        Symptom::LineEnd
    } else if is_reversed(expected, came) {
        Symptom::Reversed
    } else if is_text_of(expected, came) {
        Symptom::AsText
    } else if expected.starts_with(came) {
        Symptom::Short
    } else if came.ends_with(expected) {
        Symptom::Preceded
    } else if holds(came, expected) {
        Symptom::More
    } else if came.eq_ignore_ascii_case(expected) {
        Symptom::Case
    } else if is_shuffled(expected, came) {
        Symptom::OutOfOrder
    } else if has_a_gap(expected, came) {
        Symptom::Lost
    } else {
        Symptom::Other
    }
}

/// Whether a program's lines show these bytes, as text or as their debug
/// form. Of very few bytes nobody can tell.
pub fn is_shown(lines: &[String], bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let first = text.trim().lines().next().unwrap_or_default().to_string();
    let shown = lab::process::printable(&first);
    let numbers = format!("{bytes:?}");
    lines.iter().any(|line| {
        (first.chars().count() > 2 && line.contains(&shown))
            || (bytes.len() > 2 && line.contains(numbers.trim_matches(']')))
    })
}

fn with_crlf(text: &[u8]) -> Vec<u8> {
    let parts: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    parts.join(&b"\r\n"[..])
}

fn without_line_end(text: &[u8]) -> &[u8] {
    let ends = text.iter().rev().take_while(|b| b"\r\n".contains(b));
    &text[..text.len() - ends.count()]
}

/// Whether the part in which they differ is the same backwards.
fn is_reversed(expected: &[u8], came: &[u8]) -> bool {
    if expected.len() != came.len() {
        return false;
    }
    let differs = |(a, b): (&u8, &u8)| a != b;
    let pairs = || expected.iter().zip(came);
    let (Some(from), Some(to)) =
        (pairs().position(differs), pairs().rposition(differs))
    else {
        return false;
    };
    // Two that are swapped may be anything.
    to - from > 1 && expected[from..=to].iter().rev().eq(&came[from..=to])
}

/// Whether bytes that are no text have become text.
fn is_text_of(expected: &[u8], came: &[u8]) -> bool {
    const REPLACED: &[u8] = "\u{fffd}".as_bytes();
    let became = str::from_utf8(came).is_ok() && !came.is_ascii();
    str::from_utf8(expected).is_err()
        && (became || holds(came, REPLACED) && !holds(expected, REPLACED))
}

/// Whether what came goes on behind a part that is missing. Of few bytes
/// nobody can tell.
fn has_a_gap(expected: &[u8], came: &[u8]) -> bool {
    const ENOUGH: usize = 64;
    let same = expected.iter().zip(came).take_while(|(a, b)| a == b);
    let at = same.count();
    came.get(at..at + ENOUGH)
        .is_some_and(|next| holds(&expected[at..], next))
}

fn is_shuffled(expected: &[u8], came: &[u8]) -> bool {
    let sorted = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes.sort_unstable();
        bytes
    };
    sorted(expected) == sorted(came)
}

/// Whether the bytes stand somewhere in these.
pub fn holds(all: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && all.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_difference_has_its_name() {
        for (expected, came, symptom) in [
            (&b"a\nb\n"[..], &b"a\r\nb\r\n"[..], Symptom::Crlf),
            (b"13\n", b"13", Symptom::LineEnd),
            (b"13", b"13\n", Symptom::LineEnd),
            (b"\0\0\0\x03abc", b"\0\0\0\x03cba", Symptom::Reversed),
            (b"\x05\0\0\0a", b"\0\0\0\x05a", Symptom::Reversed),
            (b"a\xff", "a\u{fffd}".as_bytes(), Symptom::AsText),
            (b"a\xff", "a\u{ff}".as_bytes(), Symptom::AsText),
            (b"hello", b"hel", Symptom::Short),
            (b"hello", b"hello\0\0", Symptom::More),
            (b"hello", b"> hello", Symptom::Preceded),
            (b"hello", b"Hello", Symptom::Case),
            (b"abcd", b"bdca", Symptom::OutOfOrder),
            (b"abcd", b"abce", Symptom::Other),
            (b"a\xff", b"a\xfe", Symptom::Other),
        ] {
            assert_eq!(of(expected, came), symptom, "{expected:?} {came:?}");
        }
    }

    #[test]
    fn what_was_printed_is_recognized() {
        let lines = ["got [104, 101, 108, 108, 111]".to_string()];
        assert!(is_shown(&lines, b"hello"));
        assert!(is_shown(&["say hello".into()], b"hello\n"));
        assert!(!is_shown(&["say hell".into()], b"hello"));
        assert!(!is_shown(&["a 7".into()], b"7"), "too few to tell");
    }

    #[test]
    fn what_goes_on_behind_a_gap_has_lost_something() {
        let bytes: Vec<u8> = (0..=255).collect();
        let came = [&bytes[..50], &bytes[60..]].concat();
        assert_eq!(of(&bytes, &came), Symptom::Lost);
        assert_eq!(of(&bytes, &came[..70]), Symptom::Other);
        let other = [&bytes[..50], &[7; 100]].concat();
        assert_eq!(of(&bytes, &other), Symptom::Other);
    }
}
