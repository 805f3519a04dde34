//! What the pieces of a script stand for, in a run with its seed and names.

use std::collections::BTreeMap;

use crate::bytes;
use crate::expected::Expected;
use crate::script::Piece;

/// Each piece's bytes, and what only a comparison can tell.
pub fn resolve(
    pieces: &[Piece],
    names: &BTreeMap<String, Vec<u8>>,
    seed: u64,
) -> Vec<Expected> {
    let one = |piece: &Piece| {
        Expected::Bytes(match piece {
            Piece::Text(text) => filled(text, names),
            Piece::Random(length) => bytes::random(seed, *length),
            Piece::Repeat(times, text) => text.repeat(*times),
            Piece::Name(name) => names.get(name).cloned().unwrap_or_default(),
            Piece::Now => return Expected::Now,
            Piece::Digits => return Expected::Digits,
        })
    };
    pieces.iter().map(one).collect()
}

/// The text with each `{name}` that is known replaced.
fn filled(text: &[u8], names: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        let end = after.iter().position(|b| *b == b'}');
        let name = end.and_then(|end| str::from_utf8(&after[..end]).ok());
        match name.and_then(|name| Some((name, names.get(name)?))) {
            Some((name, value)) if *first == b'{' => {
                out.extend(value);
                rest = &after[name.len() + 1..];
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_filled_in() {
        let names = [("p1".to_string(), b"41000".to_vec())].into();
        assert_eq!(filled(b"{p1}-{x} {", &names), b"41000-{x} {");
    }
}
