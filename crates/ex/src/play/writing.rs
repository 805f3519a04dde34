//! What an end writes, and what waits until it has read.

use std::net::Shutdown;

use exercise::Symptom;

use super::ends::End;
use super::verdict::Stop;
use super::wire::{Wire, is_no_answer};
use crate::observe::NothingMore;
use crate::observe::child::Child;

impl End {
    /// Writes all of it. What the program does not take while its answers lie
    /// here unread is owed, and sent once they are read.
    ///
    /// # Errors
    /// Where the program does not take it, and has no such reason.
    pub(super) fn write(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
    ) -> Result<(), Stop> {
        self.asks(1, bytes);
        if !self.owed.is_empty() {
            self.owed.extend(bytes);
            return Ok(());
        }
        let mut patience = None;
        let mut written = 0;
        loop {
            match self.wire.write(&bytes[written..]) {
                Ok(n) => {
                    written += n;
                    patience = None;
                }
                Err(error) if is_no_answer(&error) => {
                    let waits = || child.patience();
                    let waited = patience.get_or_insert_with(waits);
                    match self.check(waited, child) {
                        Ok(()) => {}
                        // Nobody promises room to who does not read.
                        Err(NothingMore::Asleep) if self.has_unread() => {
                            self.owed = bytes[written..].to_vec();
                            return Ok(());
                        }
                        Err(lost) => return Err(untaken(bytes.len(), lost)),
                    }
                }
                // What comes next is received, and is told then.
                Err(_) => {
                    self.gone = true;
                    return Ok(());
                }
            }
            if written == bytes.len() {
                return Ok(());
            }
        }
    }

    /// Whether some of what the program has sent lies here.
    fn has_unread(&self) -> bool {
        match &self.wire {
            Wire::Tcp(stream) => stream.peek(&mut [0]).is_ok_and(|n| n > 0),
            Wire::Udp(_) | Wire::Wide(..) => false,
        }
    }

    /// What is owed is sent, as far as it is taken now, and then what was to
    /// follow it.
    pub(super) fn pay(&mut self) {
        if self.owed.is_empty() {
            return;
        }
        match self.wire.write(&self.owed) {
            Ok(n) => drop(self.owed.drain(..n)),
            Err(error) if is_no_answer(&error) => {}
            Err(_) => {
                self.gone = true;
                self.owed.clear();
            }
        }
        if self.owed.is_empty() && self.has_ended {
            self.end_stream();
        }
    }

    /// The end of what this end sends.
    pub(super) fn end_stream(&mut self) {
        if let Wire::Tcp(stream) = &self.wire {
            // A connection that is gone is told when something is received.
            self.gone |= stream.shutdown(Shutdown::Write).is_err();
        }
    }
}

/// What was sent is not taken.
fn untaken(count: usize, lost: NothingMore) -> Stop {
    let expected = format!("these {count} B are taken");
    match lost {
        NothingMore::Asleep => Stop::fail(
            Symptom::Unread,
            expected,
            "your program does not read them",
        ),
        lost => Stop::lost(lost, expected),
    }
}
