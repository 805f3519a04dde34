//! Bytes and numbers as people read them.

use std::fmt::Display;

/// How many bytes of data a value spells out before it is cut short.
const SHOWN: usize = 64;

/// Bytes for people: text as a quoted string, anything else as hex digits, and
/// no more than the first [`SHOWN`] of them.
pub(crate) fn show(bytes: &[u8]) -> String {
    if bytes.is_empty() || !bytes.iter().all(is_text) {
        return hex(bytes);
    }
    let (shown, more) = cut(bytes);
    let text: String = shown.iter().map(|byte| char::from(*byte)).collect();
    format!("{text:?}{more}")
}

/// The bytes as hex digits after `0x`, and no more than [`SHOWN`] of them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd',
        'e', 'f',
    ];
    let (shown, more) = cut(bytes);
    let mut digits = String::with_capacity(2 + 2 * shown.len());
    digits.push_str("0x");
    for byte in shown {
        digits.push(DIGITS[usize::from(byte >> 4)]);
        digits.push(DIGITS[usize::from(byte & 0xf)]);
    }
    digits + &more
}

fn cut(bytes: &[u8]) -> (&[u8], String) {
    match bytes.get(..SHOWN) {
        Some(shown) if shown.len() < bytes.len() => {
            (shown, format!("… ({} bytes)", bytes.len()))
        }
        _ => (bytes, String::new()),
    }
}

/// Bytes that should be text, with whatever is none escaped. No quotes stand
/// around it, so those inside are left alone.
pub(crate) fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'"' | b'\'' => text.push(char::from(*byte)),
            byte => text.extend(byte.escape_ascii().map(char::from)),
        }
    }
    text
}

fn is_text(byte: &u8) -> bool {
    byte.is_ascii_graphic() || b" \t\r\n".contains(byte)
}

/// A number after its name, if it has one: `TCP (6)`.
pub(crate) fn named(name: Option<&str>, number: impl Display) -> String {
    match name {
        Some(name) => format!("{name} ({number})"),
        None => number.to_string(),
    }
}

/// All of them in one line, with commas between.
pub(crate) fn list<T: ToString>(all: impl IntoIterator<Item = T>) -> String {
    let all = all.into_iter().map(|one| one.to_string());
    all.collect::<Vec<_>>().join(", ")
}

/// A count of bytes in words.
pub fn count(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ => format!("{bytes} bytes"),
    }
}
