//! What is drawn for a run of a check: all of it follows from the seed.

use std::net::Ipv4Addr;

use super::script::Count;

/// Draws one thing after another (xorshift64*, Vigna 2016).
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// From a seed; each check has a sequence of its own.
    pub fn new(seed: u64, check: &str) -> Draw {
        // FNV-1a: it need not be good, only the same tomorrow.
        let mut state = 0xcbf2_9ce4_8422_2325_u64;
        for byte in check.bytes().chain(seed.to_be_bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        // Zero is the one state that the generator never leaves.
        let mut draw = Draw(state | 1);
        draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number; both ends may be drawn.
    pub fn number(&mut self, count: Count) -> u64 {
        let span = u128::from(count.most - count.least) + 1;
        // The highest bits are its best.
        let part = (u128::from(self.next()) * span) >> 64;
        count.least + part as u64
    }

    /// Bytes of any value; where there are two or more, of both halves, so
    /// that no such payload is ASCII by chance.
    pub fn bytes(&mut self, length: Count) -> Vec<u8> {
        let length = self.number(length);
        let mut bytes: Vec<u8> =
            (0..length).map(|_| (self.next() >> 56) as u8).collect();
        if let [first, .., last] = &mut bytes[..] {
            *first |= 0x80;
            *last &= 0x7f;
        }
        bytes
    }

    /// So many characters, each out of these.
    pub fn text(&mut self, length: Count, from: &[u8]) -> Vec<u8> {
        let length = self.number(length);
        let last = from.len() as u64 - 1;
        let place = Count {
            least: 0,
            most: last,
        };
        let mut one = || from[self.number(place) as usize];
        (0..length).map(|_| one()).collect()
    }

    /// Any address.
    pub fn address(&mut self) -> Ipv4Addr {
        Ipv4Addr::from_bits((self.next() >> 32) as u32)
    }

    /// Where to cut so many bytes: into pieces of 1 to 7.
    pub fn cuts(&mut self, length: usize) -> Vec<usize> {
        let mut left = length;
        let mut pieces = Vec::new();
        while left > 0 {
            let piece = self.number(Count { least: 1, most: 7 }) as usize;
            pieces.push(piece.min(left));
            left -= piece.min(left);
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_again_and_another_does_not() {
        let bytes = |seed, check| Draw::new(seed, check).bytes(Count::of(9));
        assert_eq!(bytes(7, "a"), bytes(7, "a"));
        assert_ne!(bytes(7, "a"), bytes(8, "a"));
        assert_ne!(bytes(7, "a"), bytes(7, "b"));
    }

    #[test]
    fn both_ends_of_a_range_are_drawn_and_nothing_beyond() {
        let mut draw = Draw::new(1, "a");
        let count = Count { least: 3, most: 5 };
        let drawn: std::collections::BTreeSet<u64> =
            (0..200).map(|_| draw.number(count)).collect();
        assert_eq!(drawn, [3, 4, 5].into());
        let all = Count {
            least: 0,
            most: u64::MAX,
        };
        assert_ne!(draw.number(all), draw.number(all));
    }

    #[test]
    fn no_payload_is_text_by_chance() {
        for seed in 0..50 {
            let bytes = Draw::new(seed, "a").bytes(Count::of(2));
            assert!(!bytes.is_ascii() && str::from_utf8(&bytes).is_err());
        }
    }

    #[test]
    fn pieces_are_all_of_it() {
        let cuts = Draw::new(3, "a").cuts(50);
        assert_eq!(cuts.iter().sum::<usize>(), 50);
        assert!(cuts.len() > 7);
    }
}
