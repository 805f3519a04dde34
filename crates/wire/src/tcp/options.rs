//! The options of a TCP header (RFC 9293 §3.2, RFC 7323, RFC 2018).

use std::fmt;
use std::ops::Range;

use crate::layout::number;
use crate::numbers::numbers;
use crate::text::hex;
use crate::walk::Walk;

numbers! {
    /// The kinds of options.
    Kind: u8 {
        END = 0, "End of option list";
        NO_OPERATION = 1, "No-operation";
        MAXIMUM_SEGMENT_SIZE = 2, "Maximum segment size";
        WINDOW_SCALE = 3, "Window scale";
        SACK_PERMITTED = 4, "SACK permitted";
        SACK = 5, "SACK";
        TIMESTAMPS = 8, "Timestamps";
    }
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opt {
    /// The list ends here, and padding follows.
    End,
    /// Zeros behind the end of the list.
    Padding(Vec<u8>),
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
        kind: Kind,
        /// What follows its length.
        data: Vec<u8>,
    },
}

impl Opt {
    /// The RFC's name; of an option that is not as it should be, none.
    pub fn name(&self) -> &'static str {
        let kind = match self {
            Opt::Padding(_) => return "Padding",
            Opt::Unknown { .. } => return "Option",
            Opt::End => Kind::END,
            Opt::NoOperation => Kind::NO_OPERATION,
            Opt::MaximumSegmentSize(_) => Kind::MAXIMUM_SEGMENT_SIZE,
            Opt::WindowScale(_) => Kind::WINDOW_SCALE,
            Opt::SackPermitted => Kind::SACK_PERMITTED,
            Opt::Sack(_) => Kind::SACK,
            Opt::Timestamps { .. } => Kind::TIMESTAMPS,
        };
        kind.name().unwrap_or("Option")
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

impl fmt::Display for Opt {
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
                write!(f, "kind {}, {}", kind.0, hex(data))
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
    fn padding(&mut self) -> Option<(Range<usize>, Opt)> {
        let (range, bytes) = self.walk.slice(self.walk.rest().len())?;
        (!bytes.is_empty()).then_some((range, Opt::Padding(bytes.to_vec())))
    }
}

impl Iterator for Options<'_> {
    type Item = (Range<usize>, Opt);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return self.padding();
        }
        let (start, kind) = self.walk.number(1)?;
        let kind = Kind(kind as u8);
        if kind == Kind::END {
            self.ended = true;
            return Some((start, Opt::End));
        }
        if kind == Kind::NO_OPERATION {
            return Some((start, Opt::NoOperation));
        }
        // The length counts the kind and itself.
        let (_, len) = self.walk.number(1)?;
        let len = (len as usize).checked_sub(2)?;
        let (range, data) = self.walk.slice(len)?;
        Some((start.start..range.end, option(kind, data)))
    }
}

fn option(kind: Kind, data: &[u8]) -> Opt {
    match (kind, data) {
        (Kind::MAXIMUM_SEGMENT_SIZE, [_, _]) => {
            Opt::MaximumSegmentSize(number(data) as u16)
        }
        (Kind::WINDOW_SCALE, [shift]) => Opt::WindowScale(*shift),
        (Kind::SACK_PERMITTED, []) => Opt::SackPermitted,
        (Kind::SACK, _) if !data.is_empty() && data.len().is_multiple_of(8) => {
            let pair = |block: &[u8]| {
                let (left, right) = block.split_at(4);
                (number(left), number(right))
            };
            Opt::Sack(data.chunks(8).map(pair).collect())
        }
        (Kind::TIMESTAMPS, [value @ .., _, _, _, _]) if value.len() == 4 => {
            let echo_reply = number(data);
            Opt::Timestamps {
                value: number(value),
                echo_reply,
            }
        }
        (kind, data) => Opt::Unknown {
            kind,
            data: data.to_vec(),
        },
    }
}
