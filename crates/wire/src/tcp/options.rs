//! The options of a TCP header (RFC 9293 §3.2, RFC 7323, RFC 2018).

use std::fmt;
use std::ops::Range;

use crate::layout::number;
use crate::sink::{Walk, hex};

const END: u32 = 0;
const NO_OPERATION: u32 = 1;
const MAXIMUM_SEGMENT_SIZE: u32 = 2;
const WINDOW_SCALE: u32 = 3;
const SACK_PERMITTED: u32 = 4;
const SACK: u32 = 5;
const TIMESTAMPS: u32 = 8;

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opt<'a> {
    /// The list ends here, and padding follows.
    End,
    /// Zeros behind the end of the list.
    Padding(&'a [u8]),
    /// Filling between options.
    NoOperation,
    /// The largest segment that the sender takes, in bytes.
    MaximumSegmentSize(u16),
    /// How far the sender's windows are to be shifted (RFC 7323 §2.2).
    WindowScale(u8),
    /// The sender understands selective acknowledgments (RFC 2018 §2).
    SackPermitted,
    /// Blocks that have arrived: where each begins and ends (RFC 2018 §3).
    Sack(Vec<(u32, u32)>),
    /// The sender's clock, and the peer's as last seen (RFC 7323 §3.2).
    Timestamps {
        /// The sender's clock.
        value: u32,
        /// The peer's clock, echoed.
        echo_reply: u32,
    },
    /// Any other, or one of the above with the wrong length.
    Unknown {
        /// The option's kind.
        kind: u8,
        /// What follows its length.
        data: &'a [u8],
    },
}

impl Opt<'_> {
    /// The RFC's name.
    pub fn name(&self) -> &'static str {
        match self {
            Opt::End => "End of option list",
            Opt::Padding(_) => "Padding",
            Opt::NoOperation => "No-operation",
            Opt::MaximumSegmentSize(_) => "Maximum segment size",
            Opt::WindowScale(_) => "Window scale",
            Opt::SackPermitted => "SACK permitted",
            Opt::Sack(_) => "SACK",
            Opt::Timestamps { .. } => "Timestamps",
            Opt::Unknown { .. } => "Option",
        }
    }

    /// Whether it only fills space.
    pub fn is_padding(&self) -> bool {
        matches!(self, Opt::End | Opt::Padding(_) | Opt::NoOperation)
    }

    /// Whether it differs from run to run by nature.
    pub fn varies(&self) -> bool {
        matches!(self, Opt::Sack(_) | Opt::Timestamps { .. })
    }
}

impl fmt::Display for Opt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Opt::End => f.write_str("eol"),
            Opt::Padding(bytes) => f.write_str(&hex(bytes)),
            Opt::NoOperation => f.write_str("nop"),
            Opt::MaximumSegmentSize(size) => write!(f, "mss {size}"),
            Opt::WindowScale(shift) => write!(f, "wscale {shift}"),
            Opt::SackPermitted => f.write_str("sackOK"),
            Opt::Sack(blocks) => {
                f.write_str("sack")?;
                blocks.iter().try_for_each(|(l, r)| write!(f, " {l}..{r}"))
            }
            Opt::Timestamps { value, echo_reply } => {
                write!(f, "TS val {value} ecr {echo_reply}")
            }
            Opt::Unknown { kind, data } => {
                write!(f, "kind {kind}, {}", hex(data))
            }
        }
    }
}

/// Goes through the options of a header, each with its range in it.
pub struct Options<'a> {
    walk: Walk<'a>,
    ended: bool,
}

impl<'a> Options<'a> {
    /// Those from the byte `start` of `header` to its end.
    pub(super) fn new(header: &'a [u8], start: usize) -> Options<'a> {
        Options {
            walk: Walk::from(header, start),
            ended: false,
        }
    }

    /// What the list leaves of the header.
    fn padding(&mut self) -> Option<(Range<usize>, Opt<'a>)> {
        let (range, bytes) = self.walk.slice(self.walk.rest().len())?;
        (!bytes.is_empty()).then_some((range, Opt::Padding(bytes)))
    }
}

impl<'a> Iterator for Options<'a> {
    type Item = (Range<usize>, Opt<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return self.padding();
        }
        let (start, kind) = self.walk.number(1)?;
        if kind == END {
            self.ended = true;
            return Some((start, Opt::End));
        }
        if kind == NO_OPERATION {
            return Some((start, Opt::NoOperation));
        }
        // The length counts the kind and itself.
        let (_, len) = self.walk.number(1)?;
        let len = (len as usize).checked_sub(2)?;
        let (range, data) = self.walk.slice(len)?;
        Some((start.start..range.end, option(kind, data)))
    }
}

fn option(kind: u32, data: &[u8]) -> Opt<'_> {
    match (kind, data) {
        (MAXIMUM_SEGMENT_SIZE, [_, _]) => {
            Opt::MaximumSegmentSize(number(data) as u16)
        }
        (WINDOW_SCALE, [shift]) => Opt::WindowScale(*shift),
        (SACK_PERMITTED, []) => Opt::SackPermitted,
        (SACK, _) if !data.is_empty() && data.len().is_multiple_of(8) => {
            let pair = |block: &[u8]| {
                let (left, right) = block.split_at(4);
                (number(left), number(right))
            };
            Opt::Sack(data.chunks(8).map(pair).collect())
        }
        (TIMESTAMPS, [value @ .., _, _, _, _]) if value.len() == 4 => {
            let echo_reply = number(data);
            Opt::Timestamps {
                value: number(value),
                echo_reply,
            }
        }
        (kind, data) => Opt::Unknown {
            kind: kind as u8,
            data,
        },
    }
}
