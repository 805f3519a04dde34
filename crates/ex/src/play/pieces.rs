//! What the pieces of a script stand for, in a run with what it draws.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::draw::Draw;
use super::expected::Expected;
use super::script::{Piece, Prefix};

/// What names stand for.
pub type Names = BTreeMap<String, Vec<u8>>;

/// Each piece's bytes, and what only a comparison can tell.
///
/// # Errors
/// A name that stands for nothing, or for nothing that fits.
pub fn resolve(
    pieces: &[Piece],
    names: &Names,
    draw: &mut Draw,
) -> Result<Vec<Expected>, String> {
    let one = |piece: &Piece| match piece {
        Piece::Now => Ok(Expected::Now),
        known => Ok(Expected::Bytes(bytes(known, names, draw)?)),
    };
    pieces.iter().map(one).collect()
}

fn bytes(
    piece: &Piece,
    names: &Names,
    draw: &mut Draw,
) -> Result<Vec<u8>, String> {
    let named = |name: &str| {
        names
            .get(name)
            .ok_or(format!("`{name}` stands for nothing"))
    };
    let number = |name: &str| -> Result<u32, String> {
        let text = String::from_utf8_lossy(named(name)?).into_owned();
        text.parse().map_err(|_| format!("`{name}`: no number"))
    };
    Ok(match piece {
        Piece::Text(text) => filled(text, names),
        Piece::Repeat(times, text) => text.repeat(*times),
        Piece::Random(length) => draw.bytes(*length),
        Piece::Word(length) => {
            draw.text(*length, b"abcdefghijklmnopqrstuvwxyz")
        }
        Piece::Digits(length) => draw.text(*length, b"0123456789"),
        Piece::Number(count) => draw.number(*count).to_string().into_bytes(),
        Piece::Name(name) => named(name)?.clone(),
        Piece::Length(name) => named(name)?.len().to_string().into_bytes(),
        Piece::Length16(name) => {
            (named(name)?.len() as u16).to_string().into_bytes()
        }
        Piece::Length32(name) => {
            (named(name)?.len() as u32).to_be_bytes().to_vec()
        }
        Piece::Byte(name) => vec![number(name)? as u8],
        Piece::Reversed(name) => named(name)?.iter().rev().copied().collect(),
        Piece::Network(length) => {
            let address = draw.address().to_bits() & mask(number(length)?);
            text(address)
        }
        Piece::Of(what, network, length) => {
            let network = String::from_utf8_lossy(named(network)?).into_owned();
            let network: Ipv4Addr = network
                .parse()
                .map_err(|_| format!("{network}: no address"))?;
            text(of(*what, network.to_bits(), number(length)?, draw))
        }
        Piece::Size(length) => {
            let host_bits = 32_u32.saturating_sub(number(length)?);
            (1_u64 << host_bits).to_string().into_bytes()
        }
        Piece::Now => return Err("`now` can only be received".into()),
    })
}

fn text(address: u32) -> Vec<u8> {
    Ipv4Addr::from_bits(address).to_string().into_bytes()
}

/// So many ones from the left, of 32 bits.
fn mask(length: u32) -> u32 {
    !u32::MAX.checked_shr(length).unwrap_or(0)
}

fn of(what: Prefix, network: u32, length: u32, draw: &mut Draw) -> u32 {
    let mask = mask(length);
    let (network, other) = (network & mask, draw.address().to_bits());
    match what {
        Prefix::First => network,
        Prefix::Last => network | !mask,
        Prefix::Before => network.wrapping_sub(1),
        Prefix::Behind => (network | !mask).wrapping_add(1),
        Prefix::Inside => network | other & !mask,
        // One bit is enough; which one is drawn.
        Prefix::Outside => {
            let bit = other % length.clamp(1, 32);
            (network | other & !mask) ^ (1 << (31 - bit))
        }
    }
}

/// The text with each `{name}` that is known replaced.
fn filled(text: &[u8], names: &Names) -> Vec<u8> {
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
    use crate::play::script::{Script, Step};

    /// What the last `let` of these lines names.
    fn last(script: &str) -> String {
        let mut names = Names::new();
        let mut draw = Draw::new(7, "a");
        let mut value = Vec::new();
        for step in Script::parse(script).unwrap().steps() {
            let Step::Let(name, pieces) = step else {
                panic!("only names here");
            };
            let parts = pieces.iter().map(|p| bytes(p, &names, &mut draw));
            value = parts.collect::<Result<Vec<_>, _>>().unwrap().concat();
            names.insert(name, value.clone());
        }
        String::from_utf8_lossy(&value).into_owned()
    }

    #[test]
    fn names_are_filled_in() {
        let names = [("p1".to_string(), b"41000".to_vec())].into();
        assert_eq!(filled(b"{p1}-{x} {", &names), b"41000-{x} {");
    }

    #[test]
    fn a_frame_counts_its_payload() {
        let text = "let p = \"abc\"\nlet f = length32 p reversed p length p";
        assert_eq!(last(text), "\0\0\0\x03cba3");
    }

    #[test]
    fn prefixes_have_ends_and_sizes() {
        let prefix = "let l = \"12\"\nlet p = \"10.16.3.4\"\n";
        for (pieces, value) in [
            ("first p l", "10.16.0.0"),
            ("last p l", "10.31.255.255"),
            ("before p l", "10.15.255.255"),
            ("behind p l", "10.32.0.0"),
            ("size l", "1048576"),
        ] {
            assert_eq!(last(&format!("{prefix}let x = {pieces}")), value);
        }
        let all = "let l = \"0\"\nlet p = network l\n";
        assert_eq!(last(&format!("{all}let x = size l")), "4294967296");
        assert_eq!(last(&format!("{all}let x = last p l")), "255.255.255.255");
    }

    #[test]
    fn inside_is_inside_and_outside_is_not() {
        let mut draw = Draw::new(1, "a");
        for length in 1..=32 {
            let network = draw.address().to_bits() & mask(length);
            let inside = of(Prefix::Inside, network, length, &mut draw);
            let outside = of(Prefix::Outside, network, length, &mut draw);
            assert_eq!(inside & mask(length), network, "/{length}");
            assert_ne!(outside & mask(length), network, "/{length}");
        }
    }
}
