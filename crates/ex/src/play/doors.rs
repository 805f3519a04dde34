//! The ports that the checker holds for a program to find.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use exercise::Symptom;
use lab::doors::Door;

use super::draw::Draw;
use super::script::{Count, DoorKind};
use super::verdict::Stop;
use super::waiting::Waiting;

/// Among these the first port is drawn; the next door is behind the next.
const FIRST: Count = Count {
    least: 20_000,
    most: 60_000,
};

/// Doors of one loopback address that nobody else uses.
#[derive(Debug)]
pub struct Doors {
    host: Ipv4Addr,
    next: u16,
    draw: Draw,
    held: Vec<Door>,
    /// Who waits at a silent one, by its name.
    waiting: Vec<(String, Waiting)>,
}

/// One of them, as it is told.
#[derive(Debug)]
pub struct Held {
    /// Its number.
    pub port: u16,
    /// What it is: `open`, `closed` or `filtered`, as a scan has it.
    pub word: &'static str,
    /// The same in a sentence.
    pub note: String,
}

impl Doors {
    /// None yet.
    pub fn new(mut draw: Draw) -> Doors {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Doors {
            host: own_address(process::id(), count),
            next: draw.number(FIRST) as u16,
            draw,
            held: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// The address that they are at.
    pub fn host(&self) -> Ipv4Addr {
        self.host
    }

    /// Holds one more.
    ///
    /// # Errors
    /// Where the port cannot be had.
    pub fn hold(
        &mut self,
        name: &str,
        kind: DoorKind,
        at: Option<u16>,
    ) -> Result<Held, Stop> {
        let port = at.unwrap_or(self.next);
        self.next = port.saturating_add(1);
        let addr = SocketAddr::new(IpAddr::V4(self.host), port);
        let open = Count { least: 0, most: 1 };
        let kind = match kind {
            DoorKind::Drawn if self.draw.number(open) == 1 => DoorKind::Open,
            DoorKind::Drawn => DoorKind::Closed,
            kind => kind,
        };
        let (door, word, what) = match kind {
            DoorKind::Open => (Door::open(addr), "open", "is open"),
            DoorKind::Silent => {
                (Door::silent(addr), "filtered", "does not answer")
            }
            _ => (Door::closed(addr), "closed", "is closed"),
        };
        let trouble = |e| Stop::trouble(&format!("no port at {addr}"), e);
        self.held.push(door.map_err(trouble)?);
        if kind == DoorKind::Silent {
            self.waiting.push((name.into(), Waiting::at(addr)));
        }
        Ok(Held {
            port,
            word,
            note: format!("{addr} {what}"),
        })
    }

    /// Somebody has waited at this silent one, for so many milliseconds;
    /// the program was started so long ago, and kept waiting for so long.
    ///
    /// # Errors
    /// Where it was for less, or for more.
    pub fn waited(
        &self,
        name: &str,
        (least, most): (u64, u64),
        since: Duration,
        delayed: Duration,
    ) -> Result<(), Stop> {
        let found = self.waiting.iter().find(|(of, _)| of == name);
        let (_, waiting) = found.ok_or_else(|| {
            Stop::CannotTell(format!("`{name}` is no silent port"))
        })?;
        let expected =
            format!("an answer is waited for, for {least} to {most} ms");
        let fail =
            |symptom, came: String| Err(Stop::fail(symptom, expected, came));
        let [least, most] = [least, most].map(Duration::from_millis);
        let span = waiting.end();
        let longest = span.most.min(since);
        if longest < least {
            let came = format!("for {} ms at most", longest.as_millis());
            fail(Symptom::Early, came)
        } else if span.least > most + delayed.max(span.gap) {
            let came = format!("for {} ms at least", span.least.as_millis());
            fail(Symptom::Late, came)
        } else if span.least > most || span.least < least / 2 {
            Err(Stop::Starved)
        } else {
            Ok(())
        }
    }
}

/// All of 127.0.0.0/8 is this machine on Linux, so that each check can have
/// an address of its own; elsewhere only 127.0.0.1 is.
fn own_address(process: u32, count: u32) -> Ipv4Addr {
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [_, a, b, c] = (process << 8 | count & 0xff).to_be_bytes();
    // 127.64.0.0 and up, clear of what people use by hand.
    Ipv4Addr::new(127, 64 | a & 0x3f, b, c)
}
