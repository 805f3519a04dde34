//! The datagram that comes, and what it is where it is another.

use exercise::Symptom;

use super::ends::End;
use super::expected::{Expected, likeness, matches, shown};
use super::log::Log;
use super::probe;
use super::receive::told;
use super::verdict::Stop;
use super::wire::Received;
use crate::clock;
use crate::observe::NothingMore;
use crate::observe::child::Child;
use crate::tell::bytes::dump;

/// Who rounds to the nearest millisecond is up to a half of one ahead.
const ROUNDED: u128 = 1;

impl End {
    /// This one comes next.
    ///
    /// # Errors
    /// What came instead.
    pub(super) fn datagram(
        &mut self,
        expected: &[Expected],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let unanswered = std::mem::take(&mut self.unanswered);
        let came = self.read(65_535, child, log);
        let times = (self.sent_at, clock::milliseconds() + ROUNDED);
        let wanted = shown(expected);
        match came {
            Received::Bytes(bytes) if matches(expected, &bytes, times) => {
                self.answered = Some((expected.to_vec(), self.sent_at));
                Ok(())
            }
            Received::Bytes(bytes) => {
                let again = self.answered.take().is_some_and(|(last, at)| {
                    matches(&last, &bytes, (at, times.1))
                });
                let symptom = if again {
                    Symptom::Repeated
                } else if unanswered.len() > 1
                    && self.answers(expected, child, log)
                {
                    Symptom::Unasked
                } else {
                    likeness(expected, &bytes, times)
                };
                let mut came = dump(&bytes);
                if symptom == Symptom::Unasked {
                    came += &self.which(&unanswered, expected, child);
                }
                if symptom == Symptom::Clock {
                    let text = String::from_utf8_lossy(&bytes);
                    let now = clock::milliseconds();
                    came += &format!("\nas text `{text}`; now it is {now}");
                }
                Err(Stop::fail(symptom, wanted, came))
            }
            Received::Nothing(NothingMore::Asleep) => {
                Err(probe::printed(expected, wanted, child))
            }
            Received::Nothing(lost) => Err(Stop::lost(lost, wanted)),
            other => {
                let (symptom, came) = told(&other, child);
                let symptom = match symptom {
                    // There is no connection that could be closed.
                    Symptom::Closed => Symptom::Unreachable,
                    symptom => symptom,
                };
                Err(Stop::fail(symptom, wanted, came))
            }
        }
    }

    /// In words, which of these datagrams are answered, where the last of
    /// them may be, and is with what is expected: each is sent again, with
    /// that behind it.
    fn which(
        &mut self,
        asked: &[Vec<u8>],
        expected: &[Expected],
        child: &mut Child,
    ) -> String {
        let Some((right, wrong)) = asked.split_last() else {
            return String::new();
        };
        let mut answered: Vec<&Vec<u8>> = Vec::new();
        for datagram in wrong {
            let sent = [datagram, right].map(|d| self.write(d, child));
            let Some(before) = sent
                .iter()
                .all(Result::is_ok)
                .then(|| self.before(expected, child, &mut Log::new()))
                .flatten()
            else {
                break;
            };
            if before > 0 {
                answered.push(datagram);
            }
        }
        match answered[..] {
            [] => String::new(),
            [first] => format!("\nas an answer to\n{}", dump(first)),
            [first, _] => {
                let first = dump(first);
                format!("\nas an answer to\n{first}\nand so is another one")
            }
            [first, .., _] => {
                let more = answered.len() - 1;
                let first = dump(first);
                format!("\nas an answer to\n{first}\nand so are {more} others")
            }
        }
    }

    /// Whether the answer stands behind others that nobody asked for.
    fn answers(
        &mut self,
        expected: &[Expected],
        child: &mut Child,
        log: &mut Log,
    ) -> bool {
        self.before(expected, child, log).is_some()
    }

    /// How many datagrams come before the one that is expected, if it comes.
    fn before(
        &mut self,
        expected: &[Expected],
        child: &mut Child,
        log: &mut Log,
    ) -> Option<usize> {
        for before in 0.. {
            let mut patience = child.patience_after(probe::WAIT);
            match self.read_within(65_535, &mut patience, child, log) {
                Received::Bytes(next) => {
                    let times = (self.sent_at, clock::milliseconds() + ROUNDED);
                    if matches(expected, &next, times) {
                        return Some(before);
                    }
                }
                _ => break,
            }
        }
        None
    }
}
