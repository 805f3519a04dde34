//! A part of some bytes.

use super::words::{Word, number, range};
use crate::tell::bytes::unescape;

/// A part of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// As written; `{name}` is replaced when it is played.
    Text(Vec<u8>),
    /// So many times the same.
    Repeat(usize, Vec<u8>),
    /// So many bytes of any value.
    Random(Count),
    /// So many letters.
    Word(Count),
    /// So many decimal digits.
    Digits(Count),
    /// A number, in decimal digits.
    Number(Count),
    /// What a `let` named.
    Name(String),
    /// How many bytes a name stands for, in decimal digits.
    Length(String),
    /// The same of a count that has only 16 bits.
    Length16(String),
    /// How many in four bytes, the highest first.
    Length32(String),
    /// What a name stands for, from its last byte on.
    Reversed(String),
    /// The byte that has this number, from 0 to 255.
    Byte(String),
    /// An address that begins a prefix as long as a name says.
    Network(String),
    /// What has to do with a prefix.
    Of(Prefix, String, String),
    /// How many addresses a prefix has that is as long as a name says.
    Size(String),
    /// The time of day in milliseconds.
    Now,
}

/// An address, seen from a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// One of its addresses.
    Inside,
    /// One of the others.
    Outside,
    /// Its first.
    First,
    /// Its last.
    Last,
    /// The one before its first.
    Before,
    /// The one behind its last.
    Behind,
}

/// A number that is drawn: at least this, and at most that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// At least.
    pub least: u64,
    /// At most.
    pub most: u64,
}

impl Count {
    /// This number.
    pub fn of(number: u64) -> Count {
        Count {
            least: number,
            most: number,
        }
    }

    /// `A..B`, or `A` alone.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Count, String> {
        let (least, most) = range(text)?;
        Ok(Count { least, most })
    }
}

/// The pieces that the words stand for.
///
/// # Errors
/// What is missing, or is none.
pub fn pieces(words: &[Word]) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        pieces.push(match word {
            Word::Quoted(text) => Piece::Text(unescape(text)?),
            Word::Bare(word) => piece(word, || {
                words.next().ok_or("something is missing at the end")
            })?,
        });
    }
    if pieces.is_empty() {
        Err("which bytes?".into())
    } else {
        Ok(pieces)
    }
}

fn piece<'w>(
    word: &str,
    mut next: impl FnMut() -> Result<&'w Word, &'static str>,
) -> Result<Piece, String> {
    let mut name = || next().map(|word| word.bare().to_string());
    Ok(match word {
        "random" => Piece::Random(Count::parse(&name()?)?),
        "word" => Piece::Word(Count::parse(&name()?)?),
        "digits" => Piece::Digits(Count::parse(&name()?)?),
        "number" => Piece::Number(Count::parse(&name()?)?),
        "repeat" => {
            let times = number(&name()?)?;
            match next()? {
                Word::Quoted(text) => Piece::Repeat(times, unescape(text)?),
                Word::Bare(_) => return Err("repeat what?".into()),
            }
        }
        "length" => Piece::Length(name()?),
        "length16" => Piece::Length16(name()?),
        "length32" => Piece::Length32(name()?),
        "reversed" => Piece::Reversed(name()?),
        "byte" => Piece::Byte(name()?),
        "network" => Piece::Network(name()?),
        "inside" => Piece::Of(Prefix::Inside, name()?, name()?),
        "outside" => Piece::Of(Prefix::Outside, name()?, name()?),
        "first" => Piece::Of(Prefix::First, name()?, name()?),
        "last" => Piece::Of(Prefix::Last, name()?, name()?),
        "before" => Piece::Of(Prefix::Before, name()?, name()?),
        "behind" => Piece::Of(Prefix::Behind, name()?, name()?),
        "size" => Piece::Size(name()?),
        "now" => Piece::Now,
        name => Piece::Name(name.into()),
    })
}
