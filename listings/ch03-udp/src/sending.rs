//! The sender of a transfer.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::datagram::{BLOCK, Datagram, Kind, hash};

/// How long an answer is waited for at first: where nothing is known of the
/// path, a second (RFC 8085 §3.1.3). When a block is sent again, it is twice
/// as long.
const WAIT: Duration = Duration::from_secs(1);

/// Who has been heard once has so many times the patience.
const KNOWN: u32 = 4;

/// How a transfer has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver has the same bytes: it said their hash.
    Confirmed,
    /// The receiver has other bytes.
    Differs,
    /// Nobody has said that all arrived. It may have, all the same.
    NotConfirmed,
}

/// A block on its way.
#[derive(Debug)]
struct Flight {
    /// When it is to be sent again.
    due: Duration,
    tries: u32,
}

/// Sends a file in blocks, `window` of them at most without an answer.
#[derive(Debug)]
pub struct Sender {
    transfer: u32,
    blocks: Vec<Vec<u8>>,
    hash: u32,
    window: usize,
    patience: Duration,
    /// The first block that the receiver is not known to have.
    base: usize,
    /// The blocks on their way, by their place in the file.
    flights: BTreeMap<usize, Flight>,
    /// The first block that was never sent.
    fresh: usize,
    /// When the receiver was heard last, if it was.
    heard: Option<Duration>,
    outcome: Option<Outcome>,
    /// How many datagrams were sent.
    pub sent: u32,
}

impl Sender {
    /// A transfer with this id, which ends when nothing at all has been
    /// heard for as long as `patience`, or, once something has been, for four
    /// times as long. Time is counted from here on. A window is 1 to 16 blocks.
    pub fn new(
        data: &[u8],
        transfer: u32,
        window: usize,
        patience: Duration,
    ) -> Sender {
        let mut blocks: Vec<Vec<u8>> =
            data.chunks(BLOCK).map(<[u8]>::to_vec).collect();
        if blocks.is_empty() {
            // A file without content is one empty block.
            blocks.push(Vec::new());
        }
        Sender {
            transfer,
            blocks,
            hash: hash(data),
            window: window.clamp(1, 16),
            patience,
            base: 0,
            flights: BTreeMap::new(),
            fresh: 0,
            heard: None,
            outcome: None,
            sent: 0,
        }
    }

    /// How it has ended, if it has.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// The next datagram to send at this time, if there is one.
    pub fn poll(&mut self, now: Duration) -> Option<Vec<u8>> {
        if now >= self.end() {
            self.outcome.get_or_insert(Outcome::NotConfirmed);
        }
        if self.outcome.is_some() {
            return None;
        }
        let overdue = self.flights.iter().find(|(_, f)| f.due <= now);
        let may_begin = self.fresh < self.blocks.len()
            && self.fresh < self.base + self.window;
        let place = match overdue {
            Some((place, _)) => *place,
            None if may_begin => self.fresh,
            None => return None,
        };
        self.fresh = self.fresh.max(place + 1);
        Some(self.send(place, now))
    }

    fn send(&mut self, place: usize, now: Duration) -> Vec<u8> {
        let tries = self.flights.get(&place).map_or(0, |f| f.tries);
        let due = now + WAIT * (1 << tries.min(1));
        let tries = tries + 1;
        self.flights.insert(place, Flight { due, tries });
        self.sent += 1;
        let is_last = place + 1 == self.blocks.len();
        let datagram = Datagram {
            kind: if is_last { Kind::Last } else { Kind::Block },
            number: self.number(place),
            transfer: self.transfer,
            data: self.blocks[place].clone(),
        };
        datagram.to_bytes()
    }

    /// When `poll` has to be called again, if nothing is received before.
    pub fn next_due(&self) -> Duration {
        let dues = self.flights.values().map(|flight| flight.due);
        dues.fold(self.end(), Duration::min)
    }

    /// When the silence has lasted too long.
    fn end(&self) -> Duration {
        match self.heard {
            Some(heard) => heard + self.patience * KNOWN,
            None => self.patience,
        }
    }

    /// Takes what was received at this time.
    pub fn receive(&mut self, bytes: &[u8], now: Duration) {
        let Some(datagram) = Datagram::parse(bytes) else {
            return;
        };
        if datagram.transfer != self.transfer || self.outcome.is_some() {
            return;
        }
        match datagram.kind {
            Kind::Ack => self.acknowledged(&datagram, now),
            Kind::Done => self.done(&datagram),
            Kind::Block | Kind::Last => {}
        }
    }

    fn acknowledged(&mut self, ack: &Datagram, now: Duration) {
        // Numbers wrap, so only their distance has a meaning. An old answer
        // is far ahead, and no answer to this.
        let ahead = ack.number.wrapping_sub(self.number(self.base));
        let next = self.base + usize::from(ahead);
        if next > self.fresh {
            return;
        }
        self.heard = Some(now);
        self.base = next;
        let mask = ack.data.first_chunk().copied().unwrap_or_default();
        let mask = u16::from_be_bytes(mask);
        self.flights
            .retain(|place, _| match place.checked_sub(next) {
                Some(beyond) => mask >> beyond & 1 == 0,
                None => false,
            });
    }

    fn done(&mut self, done: &Datagram) {
        // Who has not been sent all of it cannot have all of it.
        if self.fresh == self.blocks.len() {
            let same = done.data == self.hash.to_be_bytes();
            let outcome = if same {
                Outcome::Confirmed
            } else {
                Outcome::Differs
            };
            self.outcome = Some(outcome);
        }
    }

    fn number(&self, place: usize) -> u16 {
        (self.transfer as u16).wrapping_add(place as u16)
    }
}
