//! Figures of what is not recorded: an idea, or the layout of a header.
//!
//! ````text
//! ```sequence
//! title: A datagram that nobody answers
//! actors: Client, Server
//! Client -> Server: hello
//! Server -x Client: hello
//! Client: waits
//! ```
//!
//! ```packet
//! title: The UDP header
//! layer: UDP
//! 16 Source port
//! 16 Destination port
//! 16 Length
//! 16 Checksum
//! ```
//! ````
//!
//! `-x` is a message that does not arrive; `Client: waits` is a state. With
//! `layer:` the fields must be those that the code dissects.

pub mod packet;
pub mod sequence;

use crate::problem::Fault;
use packet::Packet;
use sequence::Sequence;

/// What a fence draws.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Who sends what to whom.
    Sequence(Sequence),
    /// The fields of a header, in rows of 32 bits.
    Packet(Packet),
}

/// The kinds of fence that become figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who sends what to whom.
    Sequence,
    /// The fields of a header.
    Packet,
}

/// What is wrong in a fence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misdrawn {
    /// The line after the fence's opening, from 1.
    pub line: usize,
    /// What is wrong there.
    pub fault: Fault,
}

impl Misdrawn {
    fn new(line: usize, fault: Fault) -> Misdrawn {
        Misdrawn { line, fault }
    }
}

impl Kind {
    /// The kind that a fence's info string names.
    pub fn of(info: &str) -> Option<Kind> {
        match info {
            "sequence" => Some(Kind::Sequence),
            "packet" => Some(Kind::Packet),
            _ => None,
        }
    }

    /// Reads the lines inside a fence.
    ///
    /// # Errors
    /// The first line that says nothing a figure can show.
    pub fn parse(self, lines: &[&str]) -> Result<Figure, Misdrawn> {
        match self {
            Kind::Sequence => Sequence::parse(lines).map(Figure::Sequence),
            Kind::Packet => Packet::parse(lines).map(Figure::Packet),
        }
    }
}

/// The lines that say something, with their numbers.
fn said<'l>(lines: &[&'l str]) -> impl Iterator<Item = (usize, &'l str)> {
    let lines = lines.iter().enumerate();
    lines
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

fn untitled(kind: &str) -> Misdrawn {
    let what = format!("the {kind} has no title");
    let remedy = "begin it with `title: …`; it is read aloud in the \
                  figure's place";
    Misdrawn::new(1, Fault::new(what, remedy))
}
