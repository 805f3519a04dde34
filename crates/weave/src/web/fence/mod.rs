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

mod packet;
mod sequence;

use crate::problem::Fault;

/// The kinds of fence that become figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Who sends what to whom.
    Sequence,
    /// The fields of a header, in rows of 32 bits.
    Packet,
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
}

/// What is wrong in a fence: the line after its opening, from 1, and why.
pub type Misdrawn = (usize, Fault);

/// The figure for a fence, from the lines inside it.
///
/// # Errors
/// The first line that says nothing a figure can show.
pub fn figure(kind: Kind, lines: &[String]) -> Result<String, Misdrawn> {
    match kind {
        Kind::Sequence => sequence::figure(lines),
        Kind::Packet => packet::figure(lines),
    }
}

/// The lines that say something, with their numbers.
fn said(lines: &[String]) -> impl Iterator<Item = (usize, &str)> {
    let lines = lines.iter().enumerate();
    lines
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty())
}

fn untitled(kind: &str) -> Misdrawn {
    let what = format!("the {kind} has no title");
    let remedy = "begin it with `title: …`; it is read aloud in the \
                  figure's place";
    (1, (what, remedy.into()))
}

#[cfg(test)]
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_string).collect()
}
