//! A client that sends, and does not read what comes back.

use std::time::Duration;

use exercise::Symptom;

use super::arrival;
use super::ends::End;
use super::log::{Log, What};
use super::verdict::Stop;
use super::wire::{Wire, is_no_answer};
use crate::observe::NothingMore;
use crate::observe::child::Child;
use crate::tell::bytes::dump;

/// How an event is told that sends until the program takes no more.
pub const UNTIL_HELD_UP: &str = "until it is held up, unread";
/// No system holds so many bytes of a connection's: who takes them unread keeps
/// them somewhere, in a file if not in memory.
const MOST: usize = 128 << 20;
/// What is sent until a program has some of it in its own memory.
const ENOUGH: usize = 8 << 20;
/// The same where that cannot be seen.
const ENOUGH_UNSEEN: usize = 256 << 10;
/// Who has rested so often and read nothing, and holds nothing, reads no more.
const IGNORED: usize = 20;
/// How often to look whether the program is done with what it has read.
const LOOKS: usize = 20;
const PACE: Duration = Duration::from_micros(300);
/// How often a program under a flood is looked at anew.
const STILL: Duration = Duration::from_millis(60);
/// A program that has not run for so long is held up. What the system has
/// dropped for want of room it sends again after 200 ms, and the program may
/// go on for a little then.
const HELD_UP: Duration = Duration::from_millis(300);

impl End {
    /// The same again and again, until the program takes no more: it waits
    /// for its answers to be read.
    ///
    /// # Errors
    /// Where it does something else.
    pub fn flood(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let note = format!("-> {}, again and again, unread", dump(bytes));
        log.add(&self.name, What::Note(note));
        let expected = "your program waits until what it sends is read";
        let mut patience = child.patience();
        let mut sent = 0;
        while sent < MOST {
            // A frame is sent whole, however much of it is taken at once.
            match self.wire.write(&bytes[sent % bytes.len()..]) {
                Ok(n) => {
                    sent += n;
                    // What it holds grows while all of it is taken.
                    match patience.check(child) {
                        Err(NothingMore::Memory) => {
                            let lost = NothingMore::Memory;
                            return Err(Stop::lost(lost, expected));
                        }
                        _ if patience.own() > STILL => {
                            patience = child.patience();
                        }
                        _ => {}
                    }
                }
                Err(error) if is_no_answer(&error) => {
                    match self.check(&mut patience, child) {
                        Ok(()) => {}
                        Err(NothingMore::Asleep) => return Ok(()),
                        Err(lost) => return Err(Stop::lost(lost, expected)),
                    }
                }
                Err(_) => {
                    self.gone = true;
                    return Ok(());
                }
            }
        }
        let came = format!("it took {} MiB, all of it unanswered", MOST >> 20);
        Err(Stop::fail(Symptom::TakesOn, expected, came))
    }

    /// The same again and again, each time once the program has read the one
    /// before, until it holds some of it that it has not been able to send
    /// back, and still does when there is more: what comes lets the system
    /// give it more room (tcp(7), `tcp_wmem`). How many bytes that were.
    ///
    /// # Errors
    /// Where it takes none of it. Who reads no more is found out by what comes.
    pub fn fill(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<usize, Stop> {
        let note = format!("-> {}, {UNTIL_HELD_UP}", dump(bytes));
        log.add(&self.name, What::Note(note));
        let (mut sent, mut seemed, mut ignored) = (0, false, 0);
        while sent < ENOUGH && ignored < IGNORED && !self.gone {
            self.write(bytes, child)?;
            sent += bytes.len();
            self.settle(child);
            let kept = self.kept(sent);
            let is_ignored = kept == Some(0) && self.is_ignored();
            ignored = if is_ignored { ignored + 1 } else { 0 };
            let Some(kept) = kept else {
                if sent < ENOUGH_UNSEEN {
                    continue;
                }
                break;
            };
            let seems = kept > 0 && self.seems_to_keep(sent);
            if seems && seemed && self.keeps(sent, child) {
                break;
            }
            seemed = seems;
        }
        Ok(sent)
    }

    /// As much of these as is taken now. It may lie there unread.
    pub fn leave(&mut self, bytes: &[u8], log: &mut Log) {
        let note = format!("-> {}, as much as is taken", dump(bytes));
        log.add(&self.name, What::Note(note));
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.wire.write(rest) {
                Ok(n) => rest = &rest[n..],
                Err(_) => return,
            }
        }
    }

    /// Now it reads, and has room.
    pub(super) fn widen(&self) {
        if let Wire::Tcp(stream) = &self.wire {
            lab::doors::widen(stream);
        }
    }

    /// Whether the program has some of it for a while.
    fn seems_to_keep(&self, sent: usize) -> bool {
        (0..LOOKS).all(|_| {
            std::thread::sleep(PACE);
            self.kept(sent) != Some(0)
        })
    }

    /// Whether it has some of it for good.
    fn keeps(&self, sent: usize, child: &mut Child) -> bool {
        child.rest(HELD_UP);
        self.kept(sent) != Some(0)
    }

    /// Whether the program has some of what was sent still to read.
    fn is_ignored(&self) -> bool {
        match &self.wire {
            Wire::Tcp(stream) => arrival::is_unread(stream),
            Wire::Udp(_) | Wire::Wide(..) => false,
        }
    }

    fn kept(&self, sent: usize) -> Option<usize> {
        match &self.wire {
            Wire::Tcp(stream) => arrival::kept(stream, sent),
            Wire::Udp(_) | Wire::Wide(..) => None,
        }
    }
}
