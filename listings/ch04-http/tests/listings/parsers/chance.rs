//! Choices that a seed decides.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and good from any seed.
pub struct Chance {
    state: u64,
    /// Whether nothing odd happens.
    pub plain: bool,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance {
            state: seed,
            plain: false,
        }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// True once in `n` times, for what not everybody takes.
    pub fn odd(&mut self, n: usize) -> bool {
        !self.plain && self.one_in(n)
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    pub fn byte_of(&mut self, from: &[u8]) -> u8 {
        from[self.below(from.len())]
    }

    /// As many bytes of `from` as one of `lengths`.
    pub fn bytes_of(
        &mut self,
        from: &[u8],
        lengths: std::ops::Range<usize>,
    ) -> Vec<u8> {
        let length = lengths.start + self.below(lengths.len());
        (0..length).map(|_| self.byte_of(from)).collect()
    }
}
