//! Which ports the book documents: they follow from a chapter's number.
//!
//! A chapter has a hundred from 7000 + 100 × its number on: its listings
//! the first half, the lab's peers in it the second.

use std::ops::{Range, RangeInclusive};

/// The chapters that have ports. All stay far below what kernels pick from
/// for their own use.
pub const CHAPTERS: RangeInclusive<u16> = 1..=21;

/// Every documented port.
pub const DOCUMENTED: Range<u16> = Range {
    start: first(*CHAPTERS.start()),
    end: first(*CHAPTERS.end()) + EACH,
};

const EACH: u16 = 100;
const LISTINGS: u16 = 50;

const fn first(chapter: u16) -> u16 {
    7000 + EACH * chapter
}

/// All that this chapter may name; none for one beyond [`CHAPTERS`].
pub fn of(chapter: u16) -> Range<u16> {
    if CHAPTERS.contains(&chapter) {
        first(chapter)..first(chapter) + EACH
    } else {
        0..0
    }
}

/// The port of this chapter's `nth` local peer, counted from zero.
pub const fn peer(chapter: u16, nth: u16) -> u16 {
    first(chapter) + LISTINGS + nth
}

/// The number of `ch02-tcp`, the name of a package or of a folder of pages.
pub fn chapter(name: &str) -> Option<u16> {
    let (digits, topic) = name.strip_prefix("ch")?.split_once('-')?;
    let number = digits.len() == 2
        && !topic.is_empty()
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chapter_has_a_hundred_and_nobody_else_has_them() {
        assert_eq!(DOCUMENTED, 7100..9200);
        for chapter in CHAPTERS {
            let own = of(chapter);
            assert_eq!(own.len(), 100);
            assert!(own.clone().all(|port| DOCUMENTED.contains(&port)));
            assert!(own.contains(&peer(chapter, 0)));
            assert!(!own.contains(&first(chapter + 1)));
        }
        assert_eq!(of(12), 8200..8300);
        assert_eq!(peer(2, 1), 7251);
        assert!(of(0).is_empty() && of(22).is_empty());
    }

    #[test]
    fn a_name_tells_its_chapter() {
        assert_eq!(chapter("ch02-tcp"), Some(2));
        assert_eq!(chapter("ch12-demo"), Some(12));
        for other in ["ch2-tcp", "ch02", "ch02-", "ch+2-a", "lab", "xch02-a"] {
            assert_eq!(chapter(other), None, "{other}");
        }
    }
}
