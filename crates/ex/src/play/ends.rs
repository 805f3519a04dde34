//! The checker's ends of the wire: TCP connections and UDP sockets.

use std::io::{self, ErrorKind};
use std::net::{Shutdown, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use exercise::Symptom;
use lab::tcp_table;

use super::arrival;
use super::expected::Expected;
use super::log::{Log, What};
use super::sending::Sending;
use super::verdict::Stop;
use super::wire::Wire;
use crate::clock;
use crate::observe::NothingMore;
use crate::observe::child::Child;
use crate::observe::patience::Patience;
use crate::tell::bytes::{Excerpt, dump};

/// So many clients may wait to be accepted, say the tasks.
const QUEUE: u32 = 8;

/// A client takes so long at most, say the tasks; one that takes longer may be
/// given up.
const STAYS: Duration = Duration::from_millis(2_500);

/// One end.
#[derive(Debug)]
pub struct End {
    pub(super) name: String,
    pub(super) wire: Wire,
    /// When it was made.
    made: Instant,
    /// The clock when it sent the first of those, in milliseconds, that have
    /// had no answer since.
    pub(super) sent_at: u128,
    /// The datagrams that it has sent since it last received one.
    pub(super) unanswered: Vec<Vec<u8>>,
    /// A write has told already that the program has cut the connection.
    pub(super) gone: bool,
    /// The datagram that it received last, as it had to be, and the clock
    /// when that was asked for.
    pub(super) answered: Option<(Vec<Expected>, u128)>,
    /// It has ended what it sends.
    pub(super) has_ended: bool,
    /// What is sent while it receives.
    pub(super) sending: Option<Arc<Sending>>,
    /// What the program has not taken yet, which may wait until this end has
    /// read what is there.
    pub(super) owed: Vec<u8>,
    /// Whether a silence is looked into.
    pub(super) curious: bool,
    /// How long those that it sent at once may take, all of them.
    pub(super) burst: Option<Patience>,
}

impl End {
    /// Connects to the program.
    ///
    /// # Errors
    /// Where nobody listens there.
    pub fn connect(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::connect(addr))?;
        log.add(name, What::Note("connects".into()));
        Ok(end)
    }

    /// The same, with room for little.
    ///
    /// # Errors
    /// Where nobody listens there.
    pub fn connect_narrow(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::connect_narrow(addr))?;
        log.add(name, What::Note("connects, with small buffers".into()));
        Ok(end)
    }

    /// Opens a socket that hears anybody but who is asked.
    ///
    /// # Errors
    /// Where the system has none to give.
    pub fn open_wide(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::open_wide(addr))?;
        log.add(
            name,
            What::Note("opens a socket for any other sender".into()),
        );
        Ok(end)
    }

    /// Opens a socket that hears only the program.
    ///
    /// # Errors
    /// Where the system has none to give.
    pub fn open(
        name: &str,
        addr: SocketAddr,
        log: &mut Log,
    ) -> Result<End, Stop> {
        let end = End::reach(name, addr, Wire::open(addr))?;
        log.add(name, What::Note("opens a socket".into()));
        Ok(end)
    }

    fn reach(
        name: &str,
        addr: SocketAddr,
        wire: io::Result<Wire>,
    ) -> Result<End, Stop> {
        let expected = format!("somebody listens on {addr}, as was said");
        let wire = wire.map_err(|e| {
            let (symptom, came) = (Symptom::OtherAddress, e.to_string());
            let queue = tcp_table::listener(addr);
            let full = queue.filter(|queue| queue.waiting > queue.backlog);
            if let Some(full) = full
                && full.backlog + 1 < QUEUE
            {
                let came = format!(
                    "{came}: {} wait to be accepted, and its backlog of {} \
                     has no room for more",
                    full.waiting, full.backlog
                );
                Stop::fail(Symptom::Backlog, expected, came)
            } else if e.kind() == ErrorKind::TimedOut {
                // Others wait to be accepted, by who may have no processor.
                Stop::doubt(symptom, expected, came)
            } else {
                Stop::fail(symptom, expected, came)
            }
        })?;
        Ok(End {
            name: name.into(),
            wire,
            made: Instant::now(),
            sent_at: 0,
            unanswered: Vec::new(),
            gone: false,
            answered: None,
            has_ended: false,
            sending: None,
            owed: Vec::new(),
            curious: true,
            burst: None,
        })
    }

    /// Whether it is a client that has taken longer than one may.
    pub(super) fn outstays(&self) -> bool {
        matches!(self.wire, Wire::Tcp(_)) && self.made.elapsed() > STAYS
    }

    /// In one write, or one datagram.
    ///
    /// # Errors
    /// Where the program does not take them.
    pub fn send(
        &mut self,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        log.add(&self.name, What::Sent(Excerpt::of(bytes)));
        self.burst = None;
        self.write(bytes, child)
    }

    /// As often as that, all at once; over TCP there is nothing to tell them
    /// apart.
    ///
    /// # Errors
    /// As [`End::send`].
    pub fn burst(
        &mut self,
        count: usize,
        bytes: &[u8],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let note = format!("-> {}, {count} times at once", dump(bytes));
        log.add(&self.name, What::Note(note));
        if matches!(self.wire, Wire::Udp(_)) {
            // An answer may be made before the last of them is sent.
            self.asks(count, bytes);
            let mut patience = child.patience();
            patience.begin();
            self.burst = Some(patience);
        }
        let Wire::Udp(socket) = &self.wire else {
            return (0..count).try_for_each(|_| self.write(bytes, child));
        };
        let sent = lab::burst::send(socket, bytes, count);
        // What comes next is received, and is told then.
        self.gone |= sent.is_err();
        Ok(())
    }

    /// So many datagrams ask for something.
    pub(super) fn asks(&mut self, count: usize, bytes: &[u8]) {
        if self.unanswered.is_empty() {
            self.sent_at = clock::milliseconds();
        }
        if !matches!(self.wire, Wire::Tcp(_)) {
            let asked = std::iter::repeat_n(bytes.to_vec(), count);
            self.unanswered.extend(asked);
        }
    }

    /// In pieces of these lengths, each once the program has read the one
    /// before.
    ///
    /// # Errors
    /// As [`End::send`].
    pub fn trickle(
        &mut self,
        bytes: &[u8],
        pieces: &[usize],
        child: &mut Child,
        log: &mut Log,
    ) -> Result<(), Stop> {
        let how = if pieces.len() == bytes.len() {
            "byte by byte".into()
        } else {
            format!("in {} pieces", pieces.len())
        };
        let note = format!("-> {}, {how}", dump(bytes));
        log.add(&self.name, What::Note(note));
        let mut rest = bytes;
        for length in pieces {
            let (piece, more) = rest.split_at(*length);
            self.write(piece, child)?;
            self.settle(child);
            rest = more;
        }
        Ok(())
    }

    /// As [`Patience::check`], but a program that waits for what is on its
    /// way, or whose answer is, does not wait in vain.
    ///
    /// # Errors
    /// Why waiting on is of no use.
    pub(super) fn check(
        &self,
        patience: &mut Patience,
        child: &mut Child,
    ) -> Result<(), NothingMore> {
        let left = self.left();
        match (patience.check(child), &self.wire) {
            (Err(NothingMore::Asleep), Wire::Tcp(stream))
                if self.goes_on(left) || arrival::is_under_way(stream) =>
            {
                if self.left() != left {
                    patience.renew();
                    Ok(())
                } else if patience.is_overdue() {
                    Err(NothingMore::Starved)
                } else {
                    Ok(())
                }
            }
            (checked, _) => checked,
        }
    }

    /// How much of what is sent meanwhile has not been taken yet.
    fn left(&self) -> usize {
        self.sending.as_ref().map_or(0, |sending| sending.left())
    }

    /// Whether the program may wait for us, of whom so much was left.
    fn goes_on(&self, left: usize) -> bool {
        let sending = self.sending.as_ref();
        left > 0 && sending.is_some_and(|sending| sending.goes_on(left))
    }

    /// Waits until the program has read what was sent.
    pub fn settle(&self, child: &mut Child) {
        if let Wire::Tcp(stream) = &self.wire {
            arrival::until_read(stream, child);
        }
    }

    /// Ends what this end sends.
    pub fn half_close(&mut self, log: &mut Log) {
        log.add(&self.name, What::Note("half-closes (FIN)".into()));
        self.has_ended = true;
        if self.owed.is_empty() {
            self.end_stream();
        }
    }

    /// Closes both ways.
    pub fn close(self, log: &mut Log) {
        log.add(&self.name, What::Note("closes".into()));
        // A process that is about to start may hold a copy of it.
        if let Wire::Tcp(stream) = &self.wire {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    /// Resets the connection. What the program then meets depends on whether
    /// it has been told the end of the stream (EPIPE) or not (ECONNRESET):
    /// that end arrives first.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn reset(self, child: &mut Child, log: &mut Log) -> Result<(), Stop> {
        if let (true, Wire::Tcp(stream)) = (self.has_ended, &self.wire) {
            arrival::until_ended(stream, child);
        }
        self.abort(log)
    }

    /// The same at once, whatever the program has seen: if it is late, a write
    /// meets the reset.
    ///
    /// # Errors
    /// Where the system cannot.
    pub fn abort(self, log: &mut Log) -> Result<(), Stop> {
        log.add(&self.name, What::Note("resets (RST)".into()));
        match self.wire {
            Wire::Tcp(stream) => lab::doors::reset(stream)
                .map_err(|error| Stop::trouble("reset", error)),
            Wire::Udp(_) | Wire::Wide(..) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn as_many_may_wait_as_the_tasks_say() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let all = crate::exercise::all(&root).unwrap();
        let said = all.iter().flat_map(|exercise| &exercise.rules);
        let said = said.filter(|rule| rule.says.contains("until you accept"));
        let said: Vec<&str> = said.map(|rule| rule.says.trim()).collect();
        let eight = "Up to eight clients may wait until you accept the first.";
        assert_eq!(said, [eight, eight]);
        assert_eq!(QUEUE, 8);
    }
}
