//! How long somebody waits at a port that does not answer.
//!
//! A SYN that is dropped leaves no trace at the port itself; the socket that
//! sent it stands in the machine's table for as long as its program waits.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use lab::tcp_table::{Row, State, find, rows};

use crate::observe::own_time::OwnTime;

/// The pause between two looks: this, or so many times what the last one took.
const PACE: Duration = Duration::from_millis(5);
const REST: u32 = 4;
/// One look in so many is for everybody, while those are there who are known:
/// all sockets are gone through for it.
const ALL: u32 = 4;
/// Linux sends a SYN again after this time (`TCP_TIMEOUT_INIT`), so its timer
/// says when it was sent first; give or take two ticks of the slowest clock.
const FIRST: Duration = Duration::from_secs(1);
const TICKS: Duration = Duration::from_millis(8);

/// Watches a port until it is dropped.
#[derive(Debug)]
pub struct Waiting {
    begun: Instant,
    seen: Arc<Mutex<Seen>>,
    /// Who waits.
    pid: Arc<AtomicU32>,
    over: Arc<AtomicBool>,
}

#[derive(Clone, Debug, Default)]
struct Seen {
    /// The last look before somebody waited, and the first that saw it.
    before: Option<Instant>,
    first: Option<Instant>,
    /// The last look that saw it, and the first that did not any more.
    last: Option<Instant>,
    after: Option<Instant>,
    /// When it was looked the last time.
    looked: Option<Instant>,
    /// The longest time between two looks.
    gap: Duration,
    /// The ports from which it was tried: each attempt has its own.
    from: BTreeSet<u16>,
    /// What the machine has taken from the program meanwhile.
    lost: Duration,
}

/// How long somebody has waited, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// So long at least.
    pub least: Duration,
    /// So long at most.
    pub most: Duration,
    /// Of that, what the machine has taken from the program.
    pub lost: Duration,
}

impl Waiting {
    /// At this address, from now on; who tries it from one port is nobody.
    pub fn at(addr: SocketAddr, nobody: Option<u16>) -> Waiting {
        let waiting = Waiting {
            begun: Instant::now(),
            seen: Arc::default(),
            pid: Arc::default(),
            over: Arc::default(),
        };
        let seen = Arc::clone(&waiting.seen);
        let pid = Arc::clone(&waiting.pid);
        let over = Arc::clone(&waiting.over);
        thread::spawn(move || watch(addr, nobody, &seen, &pid, &over));
        waiting
    }

    /// By this program.
    pub fn of(&self, pid: u32) {
        self.pid.store(pid, Ordering::Relaxed);
    }

    /// How often it was tried, as far as it is known.
    pub fn attempts(&self) -> usize {
        self.look().from.len()
    }

    fn look(&self) -> Seen {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }

    /// How long it was, from the first attempt to the end of the last.
    pub fn end(&self) -> Span {
        self.over.store(true, Ordering::Relaxed);
        let seen = self.look();
        let between = |from: Option<Instant>, to: Option<Instant>| {
            Some(to?.duration_since(from?))
        };
        let now = Some(Instant::now());
        let unseen = seen.looked.unwrap_or(self.begun).elapsed();
        let gap = seen.gap.max(unseen);
        Span {
            least: between(seen.first, seen.last).unwrap_or_default(),
            most: match seen.first {
                Some(_) => between(
                    seen.before.or(Some(self.begun)),
                    seen.after.or(now),
                ),
                // It may have been within any two looks.
                None => Some(gap),
            }
            .unwrap_or(Duration::MAX),
            lost: seen.lost,
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn watch(
    addr: SocketAddr,
    nobody: Option<u16>,
    seen: &Mutex<Seen>,
    pid: &AtomicU32,
    over: &AtomicBool,
) {
    let mut looked = Instant::now();
    let mut time: Option<OwnTime> = None;
    let mut waiting = Attempts::at(addr, nobody);
    while !over.load(Ordering::Relaxed) {
        let asked = Instant::now();
        let Look {
            begun,
            ended: now,
            from: here,
            sent,
        } = waiting.look();
        if !here.is_empty() {
            let pid = pid.load(Ordering::Relaxed);
            time.get_or_insert_with(|| OwnTime::begin(pid)).look();
        } else if let Some(time) = &mut time {
            time.look_now();
        }
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.lost = time.as_ref().map(OwnTime::counted).unwrap_or_default();
        seen.from.extend(&here);
        if !here.is_empty() {
            // The kernel has answered at some moment since the look began.
            if let (None, Some(sent)) = (seen.first, sent) {
                seen.first = now.checked_sub(sent.saturating_sub(TICKS));
                seen.before = begun.checked_sub(sent + TICKS).max(seen.before);
            }
            seen.first.get_or_insert(begun);
            seen.last = Some(begun);
            seen.after = None;
        } else if seen.first.is_none() {
            seen.before = Some(begun);
        } else {
            seen.after.get_or_insert(now);
        }
        seen.gap = seen.gap.max(now - looked);
        seen.looked = Some(begun);
        drop(seen);
        looked = begun;
        thread::sleep(PACE.max(asked.elapsed() * REST));
    }
}

/// Those who wait there, by the ports that they try it from.
struct Attempts {
    at: SocketAddr,
    nobody: Option<u16>,
    /// As of the last look.
    from: Vec<SocketAddr>,
    looks: u32,
}

impl Attempts {
    fn at(at: SocketAddr, nobody: Option<u16>) -> Attempts {
        Attempts {
            at,
            nobody,
            from: Vec::new(),
            looks: 0,
        }
    }

    fn look(&mut self) -> Look {
        self.looks += 1;
        let at = self.at;
        let begun = Instant::now();
        let known = self.from.iter();
        let mut here: Vec<Row> = known
            .filter_map(|from| find(*from, at, State::SynSent))
            .collect();
        let mut time = [begun, Instant::now()];
        if here.is_empty() || self.looks.is_multiple_of(ALL) {
            (time, here) = everybody();
            here.retain(|row| {
                row.remote == at && Some(row.local.port()) != self.nobody
            });
        }
        self.from = here.iter().map(|row| row.local).collect();
        let sent = here.iter().filter_map(|row| row.again_in);
        let sent = sent.filter_map(|again| FIRST.checked_sub(again)).max();
        Look {
            begun: time[0],
            ended: time[1],
            from: self.from.iter().map(SocketAddr::port).collect(),
            sent,
        }
    }
}

/// What stood in the table at some moment between two.
struct Look {
    begun: Instant,
    ended: Instant,
    /// The ports of those who wait.
    from: Vec<u16>,
    /// How long ago the first of their SYNs was sent, where that can be known.
    sent: Option<Duration>,
}

/// All who wait anywhere, and when it was looked, from and to: one look is for
/// all who ask meanwhile.
fn everybody() -> ([Instant; 2], Vec<Row>) {
    static LAST: Mutex<Option<([Instant; 2], Vec<Row>)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match &*last {
        Some(look) if look.0[0].elapsed() < PACE => look.clone(),
        _ => {
            let begun = Instant::now();
            let rows = rows(State::SynSent);
            last.insert(([begun, Instant::now()], rows)).clone()
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use lab::doors::Door;
    use std::net::TcpStream;

    #[test]
    fn a_wait_is_as_long_as_it_is() {
        let addr = SocketAddr::from(([127, 99, 88, 66], 40_000));
        let door = Door::silent(addr).unwrap();
        let waiting = Waiting::at(door.addr, door.knocked_from);
        let begun = Instant::now();
        let patience = Duration::from_millis(120);
        TcpStream::connect_timeout(&addr, patience).unwrap_err();
        let passed = begun.elapsed();
        let span = waiting.end();
        assert!(span.least <= passed, "{span:?} of {passed:?}");
        assert!(span.most >= patience, "{span:?} of {passed:?}");
    }
}
