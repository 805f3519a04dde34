//! Reading bytes one after the other.

use std::ops::Range;

use crate::layout::number;

/// Walks over bytes from the front; everything it gives stands inside them.
pub(crate) struct Walk<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Walk<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Walk<'a> {
        Walk { bytes, at: 0 }
    }

    /// Starts at `at`, or at the end if that is beyond it.
    pub(crate) fn from(bytes: &'a [u8], at: usize) -> Walk<'a> {
        Walk {
            bytes,
            at: at.min(bytes.len()),
        }
    }

    /// How far it has come.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// The range of the next `count` bytes, if there are as many.
    pub(crate) fn take(&mut self, count: usize) -> Option<Range<usize>> {
        if count > self.rest().len() {
            return None;
        }
        let range = self.at..self.at + count;
        self.at = range.end;
        Some(range)
    }

    /// As [`Walk::take`], with the bytes themselves.
    pub(crate) fn slice(
        &mut self,
        count: usize,
    ) -> Option<(Range<usize>, &'a [u8])> {
        let range = self.take(count)?;
        Some((range.clone(), self.bytes.get(range)?))
    }

    /// The number that the next `count` bytes are, at most four.
    pub(crate) fn number(
        &mut self,
        count: usize,
    ) -> Option<(Range<usize>, u32)> {
        let (range, bytes) = self.slice(count)?;
        Some((range, number(bytes)))
    }
}
