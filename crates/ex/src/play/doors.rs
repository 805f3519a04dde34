//! The ports that the checker holds for a program to find.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use exercise::Symptom;
use lab::doors::Door;

use super::draw::Draw;
use super::script::{Count, DoorAt, DoorKind};
use super::side_by_side::each;
use super::verdict::Stop;
use super::waiting::Waiting;

/// Among these the first port is drawn; the next door is behind the next. The
/// ports that a system gives by itself begin above them (Linux at 32,768, RFC
/// 6056 §3.2 names others), and any of those may be somebody's, at all
/// addresses.
const FIRST: Count = Count {
    least: 20_000,
    most: 32_000,
};

/// How many ports of a range are tried, where some are taken.
const PORTS: usize = 32;

/// So many behind each other are free before the first of them is held.
const ROW: u16 = 32;

/// Doors of one loopback address that nobody else uses.
#[derive(Debug)]
pub struct Doors {
    host: Ipv4Addr,
    /// Where the next one is, once a place has been found.
    next: Option<u16>,
    draw: Draw,
    held: Vec<(String, Door)>,
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
    pub fn new(draw: Draw) -> Doors {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        Doors {
            host: own_address(process::id(), count),
            next: None,
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
        at: DoorAt,
    ) -> Result<Held, Stop> {
        let open = Count { least: 0, most: 1 };
        let kind = match kind {
            DoorKind::Drawn if self.draw.number(open) == 1 => DoorKind::Open,
            DoorKind::Drawn => DoorKind::Closed,
            kind => kind,
        };
        let (make, word, what): (fn(SocketAddr) -> _, _, _) = match kind {
            DoorKind::Open => (Door::open, "open", "is open"),
            DoorKind::Silent => (Door::silent, "filtered", "does not answer"),
            _ => (Door::closed, "closed", "is closed"),
        };
        let trouble = |e| Stop::trouble(&format!("no port for {name}"), e);
        let mut door = make(self.place(at).map_err(trouble)?);
        // Somebody may listen at a port of all addresses.
        for _ in 0..PORTS {
            if door.is_err() && matches!(at, DoorAt::Number(_)) {
                door = make(self.place(at).map_err(trouble)?);
            }
        }
        let door = door.map_err(trouble)?;
        let addr = door.addr;
        if addr.ip() == IpAddr::V4(self.host) {
            self.next = Some(addr.port().saturating_add(1));
        }
        if kind == DoorKind::Silent {
            self.waiting
                .push((name.into(), Waiting::at(addr, door.knocked_from)));
        }
        self.held.push((name.into(), door));
        Ok(Held {
            port: addr.port(),
            word,
            note: format!("{addr} {what}"),
        })
    }

    /// Holds so many, one behind the other, each open or closed: their
    /// numbers, and what each is.
    ///
    /// # Errors
    /// Where no such row is free.
    pub fn hold_row(
        &mut self,
        name: &str,
        count: usize,
    ) -> Result<Vec<(u16, &'static str)>, Stop> {
        let mut error = None;
        for _ in 0..PORTS {
            let first = self.draw.number(FIRST) as u16;
            let row = (0..count).map(|behind| {
                let port = first.saturating_add(behind as u16);
                let addr = SocketAddr::from((self.host, port));
                let open = self.draw.number(Count { least: 0, most: 1 }) == 1;
                Ok(if open {
                    (Door::open(addr)?, "open")
                } else {
                    (Door::closed(addr)?, "closed")
                })
            });
            match row.collect::<io::Result<Vec<_>>>() {
                Ok(row) => {
                    let told =
                        row.iter().map(|(door, is)| (door.addr.port(), *is));
                    let told = told.collect();
                    let held =
                        row.into_iter().map(|(door, _)| (name.into(), door));
                    self.held.extend(held);
                    return Ok(told);
                }
                Err(taken) => error = Some(taken),
            }
        }
        let error = error.unwrap_or(io::ErrorKind::AddrInUse.into());
        Err(Stop::trouble(&format!("no row of ports for {name}"), error))
    }

    /// Holds so many that do not answer, one behind the other: their numbers,
    /// and what each is.
    ///
    /// # Errors
    /// Where no such row is free.
    pub fn hold_silent_row(
        &mut self,
        name: &str,
        count: usize,
    ) -> Result<Vec<(u16, &'static str)>, Stop> {
        let mut error = None;
        for _ in 0..PORTS {
            let first = self.draw.number(FIRST) as u16;
            let ports = (0..count).map(|n| first.saturating_add(n as u16));
            let ports: Vec<u16> = ports.collect();
            // Each is silent once it has not answered for a while: all of them
            // are waited for together.
            let host = self.host;
            let made = each(count, &ports, |port| {
                Door::silent(SocketAddr::from((host, *port)))
            });
            match made.into_iter().collect::<io::Result<Vec<_>>>() {
                Ok(row) => {
                    self.next = Some(first.saturating_add(count as u16));
                    let row = row.into_iter().map(|door| (name.into(), door));
                    self.held.extend(row);
                    let told = ports.iter().map(|port| (*port, "filtered"));
                    return Ok(told.collect());
                }
                Err(taken) => error = Some(taken),
            }
        }
        let error = error.unwrap_or(io::ErrorKind::AddrInUse.into());
        Err(Stop::trouble(&format!("no row of ports for {name}"), error))
    }

    fn place(&mut self, at: DoorAt) -> io::Result<SocketAddr> {
        let own = IpAddr::V4(self.host);
        Ok(match at {
            DoorAt::Next => match self.next {
                Some(next) => (own, next).into(),
                None => (own, self.free_row()?).into(),
            },
            DoorAt::Number(range) => {
                (own, self.draw.number(range) as u16).into()
            }
            // Others are there, too: the system knows which port is free.
            DoorAt::Loopback6 => (Ipv6Addr::LOCALHOST, 0).into(),
        })
    }

    /// The first of some ports behind each other that nobody holds. The doors
    /// of a range have no gap between them, so all are asked for before the
    /// first is taken.
    fn free_row(&mut self) -> io::Result<u16> {
        let mut error = None;
        for _ in 0..PORTS {
            let first = self.draw.number(FIRST) as u16;
            let row = (first..first + ROW)
                .map(|port| Door::closed((self.host, port).into()));
            match row.collect::<io::Result<Vec<_>>>() {
                Ok(_) => return Ok(first),
                Err(taken) => error = Some(taken),
            }
        }
        Err(error.unwrap_or(io::ErrorKind::AddrInUse.into()))
    }

    /// The program that tries them is this one, from now on.
    pub fn tried_by(&self, pid: u32) {
        for (_, waiting) in &self.waiting {
            waiting.of(pid);
        }
    }

    /// An open or a silent one was tried once.
    ///
    /// # Errors
    /// Where it was more often.
    pub fn tried_once(&self, name: &str) -> Result<(), Stop> {
        let silent = self.waiting.iter().find(|(of, _)| of == name);
        let door = self.held.iter().find(|(of, _)| of == name);
        let port = door.map(|(_, door)| door.addr.port());
        let times = match (silent, door) {
            (Some((_, waiting)), _) => waiting.attempts(),
            (None, Some((_, door))) => door
                .visitors()
                .map_err(|error| Stop::trouble("visitors", error))?,
            _ => return Err(Stop::CannotTell(format!("no port `{name}`"))),
        };
        if times <= 1 {
            return Ok(());
        }
        let port = port.unwrap_or_default();
        let came = format!("{times} attempts at {port}");
        Err(Stop::fail(Symptom::Repeated, "one attempt at a port", came))
    }

    /// Somebody has waited at this silent one, for so many milliseconds;
    /// the program was started so long ago, and the machine has taken so
    /// much of it from the program.
    ///
    /// # Errors
    /// Where it was for less, or for more.
    pub fn waited(
        &self,
        name: &str,
        (least, most): (u64, u64),
        since: Duration,
        lost: Duration,
    ) -> Result<(), Stop> {
        let found = self.waiting.iter().find(|(of, _)| of == name);
        let (_, waiting) = found.ok_or_else(|| {
            Stop::CannotTell(format!("`{name}` is no silent port"))
        })?;
        let expected =
            format!("an answer is waited for, for {least} to {most} ms");
        // What is near may be the machine's doing, in some way that nobody has
        // counted.
        let fail = |symptom, is_near: bool, came: String| {
            Err(if is_near {
                Stop::doubt(symptom, expected, came)
            } else {
                Stop::fail(symptom, expected, came)
            })
        };
        let [least, most] = [least, most].map(Duration::from_millis);
        let span = waiting.end();
        let longest = span.most.min(since);
        if longest < least {
            // Its clock may have begun before it could ask: not each time.
            let nearly = longest * 2 >= least && longest + lost >= least;
            let came = format!("for {} ms at most", longest.as_millis());
            fail(Symptom::Early, nearly || longest >= least / 2, came)
        } else if span.least > most + span.lost {
            let came = format!("for {} ms at least", span.least.as_millis());
            fail(Symptom::Late, span.least <= most * 2, came)
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

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    fn row_of_three(mut doors: Doors) -> [u16; 3] {
        let row = ["p1", "p2", "p3"].map(|name| {
            let held = doors.hold(name, DoorKind::Open, DoorAt::Next);
            held.expect("a port").port
        });
        assert_eq!(row, [row[0], row[0] + 1, row[0] + 2]);
        row
    }

    #[test]
    fn a_port_that_somebody_has_at_all_addresses_is_gone_round() {
        for place in 0..3 {
            let doors = |seed| Doors::new(Draw::new(seed, "a test"));
            // Others may be at one of them, at an address of their own.
            let taken = (0..100).find_map(|seed| {
                let port = row_of_three(doors(seed))[place];
                let everywhere = (Ipv4Addr::UNSPECIFIED, port);
                let somebody = TcpListener::bind(everywhere).ok()?;
                Some((seed, port, somebody))
            });
            let (seed, port, _somebody) = taken.expect("a free port");
            assert!(!row_of_three(doors(seed)).contains(&port), "{port}");
        }
    }

    #[test]
    fn a_door_at_another_address_does_not_move_the_next_one() {
        let mut doors = Doors::new(Draw::new(2, "a test"));
        let mut port =
            |at| doors.hold("p", DoorKind::Closed, at).map(|held| held.port);
        let first = port(DoorAt::Next).expect("a port");
        // Where there is no IPv6, nothing is held there.
        let _ = port(DoorAt::Loopback6);
        assert_eq!(first + 1, port(DoorAt::Next).expect("a port"));
    }
}
