//! What comes at an end of the wire, and whether it is what must come.

use std::io::ErrorKind;
use std::net::Shutdown;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use exercise::Symptom;

use super::ends::End;
use super::expected::Expected;
use super::log::{Log, What};
use super::probe;
use super::sending::Sending;
use super::verdict::Stop;
use super::wire::{Received, Wire, is_no_answer};
use crate::observe::NothingMore;
use crate::observe::child::Child;
use crate::observe::patience::Patience;
use crate::tell::bytes::{Excerpt, dump, window};
use crate::tell::likeness;

/// How the program may end a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By the end of its stream.
    Fin,
    /// By that, or by a reset.
    FinOrReset,
}

impl End {
    /// These come next, in turn.
    ///
    /// # Errors
    /// What came instead.
    pub fn receive(
        &mut self,
        expected: Vec<Expected>,
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        match &self.wire {
            Wire::Tcp(_) => {
                let all = expected.into_iter().filter_map(|part| match part {
                    Expected::Bytes(bytes) => Some(bytes),
                    Expected::Now => None,
                });
                let all: Vec<Vec<u8>> = all.collect();
                let all = all.concat();
                match self.stream(&all, child, log) {
                    Ok(()) => Ok(()),
                    Err((got, Received::Nothing(NothingMore::Asleep)))
                        if self.curious =>
                    {
                        Err(probe::silence(self, &all, &got, child, log))
                    }
                    Err((got, came)) => Err(unlike(&all, &got, &came, child)),
                }
            }
            Wire::Udp(_) | Wire::Wide(..) => {
                self.datagram(&expected, child, log)
            }
        }
    }

    /// Sends all of it while it receives the same; where that is `late`,
    /// once the program takes no more.
    ///
    /// # Errors
    /// As [`End::receive`].
    pub fn exchange(
        &mut self,
        bytes: &[u8],
        late: bool,
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let Wire::Tcp(stream) = &self.wire else {
            return Err(Stop::CannotTell("exchange is for TCP".into()));
        };
        let trouble = |e| Stop::trouble("exchange", e);
        let mut sender = stream.try_clone().map_err(trouble)?;
        log.add(&self.name, What::Sent(Excerpt::of(bytes)));
        let sending = Arc::new(Sending::new(bytes.len()));
        self.sending = Some(Arc::clone(&sending));
        let outcome = thread::scope(|scope| {
            scope.spawn(|| sending.all(bytes, &mut sender));
            if late {
                let note = "reads nothing until no more is taken";
                log.add(&self.name, What::Note(note.into()));
                until_full(&sending, child);
                self.widen();
            }
            let outcome = self.stream(bytes, child, log);
            // The sender must not wait for who does not read.
            sending.stop();
            outcome
        });
        self.sending = None;
        if let (Err(_), Wire::Tcp(stream)) = (&outcome, &self.wire) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        outcome.map_err(|(got, came)| unlike(bytes, &got, &came, child))
    }

    /// The bytes that come next. What came before something else did, and
    /// what that was, where it is not these.
    fn stream(
        &mut self,
        expected: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), (Vec<u8>, Received)> {
        let mut got = Vec::new();
        while got.len() < expected.len() {
            match self.read(expected.len() - got.len(), child, log) {
                Received::Bytes(more) => got.extend(more),
                other => return Err((got, other)),
            }
        }
        if got == expected {
            Ok(())
        } else {
            // What follows may say what it is.
            got.extend(self.rest(child, log));
            Err((got, Received::Bytes(Vec::new())))
        }
    }

    /// All that still comes, until the program is done with it.
    pub(super) fn rest(&mut self, child: &mut Child, log: &mut Log) -> Vec<u8> {
        const MOST: usize = 64 * 1024;
        let mut got = Vec::new();
        while got.len() < MOST {
            let mut patience = child.patience_after(probe::WAIT);
            match self.read_within(MOST, &mut patience, child, log) {
                Received::Bytes(more) => got.extend(more),
                _ => break,
            }
        }
        got
    }

    /// The program ends the stream, and sends nothing before it.
    ///
    /// # Errors
    /// What came instead.
    pub fn receive_end(
        &mut self,
        ending: Ending,
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let expected = match ending {
            Ending::FinOrReset => "your program closes the connection",
            Ending::Fin => "the end of the stream (FIN)",
        };
        match self.read(4096, child, log) {
            Received::End => Ok(()),
            Received::Reset if ending == Ending::FinOrReset => Ok(()),
            Received::Nothing(NothingMore::Asleep) => Err(Stop::fail(
                Symptom::StaysOpen,
                expected,
                "nothing: the connection stays open",
            )),
            Received::Nothing(lost) => Err(Stop::lost(lost, expected)),
            Received::Bytes(bytes) => {
                let symptom = match ending {
                    Ending::FinOrReset => Symptom::Unasked,
                    Ending::Fin => Symptom::More,
                };
                Err(Stop::fail(symptom, expected, dump(&bytes)))
            }
            other => {
                let (symptom, came) = told(&other, child);
                let symptom = match symptom {
                    Symptom::Closed => Symptom::Reset,
                    symptom => symptom,
                };
                Err(Stop::fail(symptom, expected, came))
            }
        }
    }

    /// Waits for something, as long as the program may take for it.
    pub(super) fn read(
        &mut self,
        most: usize,
        child: &mut Child,
        log: &mut Log,
    ) -> Received {
        let came = match self.burst.take() {
            Some(mut since) => {
                let came = self.read_within(most, &mut since, child, log);
                self.burst = Some(since);
                came
            }
            None => self.read_within(most, &mut child.patience(), child, log),
        };
        if !matches!(came, Received::Bytes(_)) {
            log.add(&self.name, What::Note(format!("<- {}", came.text())));
        }
        came
    }

    pub(super) fn read_within(
        &mut self,
        most: usize,
        patience: &mut Patience,
        child: &mut Child,
        log: &mut Log,
    ) -> Received {
        let mut buffer = vec![0; most.min(1 << 20)];
        let mut lost: Option<NothingMore> = None;
        loop {
            self.pay();
            match self.wire.read(&mut buffer) {
                Ok(0) if matches!(self.wire, Wire::Tcp(_)) => {
                    return if self.gone {
                        Received::Reset
                    } else {
                        Received::End
                    };
                }
                Ok(n) => {
                    buffer.truncate(n);
                    // A datagram is an event of its own.
                    let what = match self.wire {
                        Wire::Tcp(_) => What::Received(Excerpt::of(&buffer)),
                        _ => What::Note(format!("<- {}", dump(&buffer))),
                    };
                    log.add(&self.name, what);
                    return Received::Bytes(buffer);
                }
                Err(error) if is_no_answer(&error) => {}
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    // Nobody has the port any more (ICMP); who had it?
                    return match child.ends_now() {
                        Some(how) => Received::Nothing(NothingMore::Ended(how)),
                        None => Received::Refused,
                    };
                }
                Err(_) => return Received::Reset,
            }
            // What the program sent before it ended is read once more.
            if let Some(why) = lost {
                return Received::Nothing(why);
            }
            lost = self.check(patience, child).err();
        }
    }
}

/// Waits until no more than this is taken, or all is.
fn until_full(sending: &Sending, child: &mut Child) {
    let (mut patience, mut before) = (child.patience(), sending.left());
    loop {
        let now = sending.left();
        if now != before {
            patience.renew();
            before = now;
        }
        match patience.check(child) {
            Ok(()) if now > 0 => {}
            Err(NothingMore::Asleep)
                if sending.goes_on(now) && !patience.is_overdue() => {}
            _ => return,
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// A stream that is not as it must be.
fn unlike(
    expected: &[u8],
    got: &[u8],
    came: &Received,
    child: &mut Child,
) -> Stop {
    if !got.is_empty() && !expected.starts_with(got) {
        let symptom = likeness::of(expected, got);
        let came = format!("{}\n{}", dump(got), window(expected, got));
        return Stop::fail(symptom, dump(expected), came);
    }
    let (symptom, why) = match came {
        Received::Nothing(NothingMore::Starved) => return Stop::Starved,
        Received::Nothing(lost) => (Symptom::from(*lost), lost.text()),
        other => told(other, child),
    };
    let (symptom, before) = match got {
        [] => (symptom, String::new()),
        _ if symptom == Symptom::Nothing => {
            (Symptom::Short, format!("{}, then ", dump(got)))
        }
        _ => (symptom, format!("{}, then ", dump(got))),
    };
    // All of it but the newline: that is what must be told.
    if symptom == Symptom::Closed
        && expected.strip_prefix(got).is_some_and(|rest| rest == b"\n")
        && !got.is_empty()
    {
        let came = format!("{before}{why}: the newline is missing");
        return Stop::fail(Symptom::LineEnd, dump(expected), came);
    }
    Stop::fail(symptom, dump(expected), format!("{before}{why}"))
}

/// What an end or a reset shows, and whether the program has ended over it.
pub(super) fn told(came: &Received, child: &mut Child) -> (Symptom, String) {
    match child.ends_now() {
        Some(how) => {
            let ended = NothingMore::Ended(how);
            let text = format!("{}; {}", came.text(), ended.text());
            (Symptom::from(ended), text)
        }
        None => (Symptom::Closed, came.text()),
    }
}
