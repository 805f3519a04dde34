//! What a figure and its parts are called on a page.

use crate::page::packets::anchor;

/// The names of a record's figure. A second figure of the same record has
/// others, since the book on one page holds both.
pub struct Ids {
    stem: String,
    again: bool,
}

impl Ids {
    /// The names for the record of this stem.
    pub fn new(stem: &str, again: bool) -> Ids {
        let stem = stem.to_string();
        Ids { stem, again }
    }

    /// The figure's.
    pub fn figure(&self) -> String {
        let prefix = if self.again { "again" } else { "wire" };
        format!("{prefix}-{}", self.stem)
    }

    /// An arrow's, to which prose and other people link.
    pub fn arrow(&self, packet: usize) -> Option<String> {
        (!self.again).then(|| anchor(&self.stem, packet))
    }

    /// Of a packet's bytes and fields.
    pub fn bytes(&self, packet: usize) -> String {
        format!("{}-{packet}", self.figure())
    }
}
