//! The receiver of a transfer.

use std::collections::BTreeMap;

use crate::datagram::{BLOCK, Datagram, Kind, hash};

/// The most that is kept of a sender's file, in bytes.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The largest window that a sender may have, in blocks.
const WINDOW: u16 = 16;

/// Puts a file together from blocks that come in any order, or twice.
#[derive(Debug, Default)]
pub struct Receiver {
    transfer: Option<u32>,
    /// The number of the next block that is missing.
    next: u16,
    /// Blocks that came before their turn, by their distance from `next`.
    early: BTreeMap<u16, (Kind, Vec<u8>)>,
    data: Vec<u8>,
    /// The hash of the whole, once all is here.
    hash: Option<u32>,
}

impl Receiver {
    /// One that takes the first transfer that it hears of.
    pub fn new() -> Receiver {
        Receiver::default()
    }

    /// The file, once all of it is here.
    pub fn whole(&self) -> Option<&[u8]> {
        self.hash.map(|_| &self.data[..])
    }

    /// Takes what was received, and returns the answer to send back.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let datagram = Datagram::parse(bytes)?;
        let is_data = matches!(datagram.kind, Kind::Block | Kind::Last);
        if !is_data || !self.is_ours(datagram.transfer) {
            return None;
        }
        if self.hash.is_none() {
            self.keep(datagram);
        }
        Some(self.answer()?.to_bytes())
    }

    /// The first block that is heard begins the only transfer.
    fn is_ours(&mut self, transfer: u32) -> bool {
        if self.transfer.is_none() {
            self.next = transfer as u16;
        }
        *self.transfer.get_or_insert(transfer) == transfer
    }

    fn keep(&mut self, block: Datagram) {
        // A copy of an earlier block is behind, which is far ahead in
        // numbers that wrap.
        let ahead = block.number.wrapping_sub(self.next);
        let before = self.data.len() + usize::from(ahead) * BLOCK;
        let fits = before + block.data.len() <= LARGEST;
        if ahead < WINDOW && block.data.len() <= BLOCK && fits {
            self.early.insert(ahead, (block.kind, block.data));
        }
        while let Some((kind, data)) = self.early.remove(&0) {
            self.data.extend(data);
            self.next = self.next.wrapping_add(1);
            let early = std::mem::take(&mut self.early);
            self.early = early.into_iter().map(|(n, b)| (n - 1, b)).collect();
            if kind == Kind::Last {
                self.hash = Some(hash(&self.data));
                self.early.clear();
            }
        }
    }

    fn answer(&self) -> Option<Datagram> {
        let mask = self.early.keys().fold(0_u16, |mask, n| mask | 1 << n);
        let (kind, data) = match self.hash {
            Some(hash) => (Kind::Done, hash.to_be_bytes().to_vec()),
            None => (Kind::Ack, mask.to_be_bytes().to_vec()),
        };
        Some(Datagram {
            kind,
            number: self.next,
            transfer: self.transfer?,
            data,
        })
    }
}
