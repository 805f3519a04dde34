//! The ports that the checker holds for a program to find.

mod visits;

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use lab::doors::Door;

use super::draw::Draw;
use super::own_address::OwnAddress;
use super::script::{Count, DoorAt, DoorKind};
use super::side_by_side::each;
use super::verdict::Stop;
use super::waiting::Waiting;

/// Among these the first port is drawn; the next door is behind the next. The
/// ports that Linux gives by itself begin above them, at 32,768 where nobody
/// has set another number (ip(7)), and any of those may be somebody's, at all
/// addresses.
const FIRST: Count = Count {
    least: 20_000,
    most: 32_000,
};

/// How many ports of a range are tried, where some are taken.
const PORTS: usize = 32;

/// So many behind each other are held before the first of them is used: the
/// doors of a range have no gap between them.
const ROW: usize = 32;

/// Doors of one loopback address that nobody else uses.
#[derive(Debug)]
pub struct Doors {
    host: OwnAddress,
    /// The next ones, closed until they are used.
    ahead: VecDeque<Door>,
    /// Where the next one is when there are no such.
    next: Option<u16>,
    draw: Draw,
    held: Vec<(String, Door)>,
    /// Names of which no port may have been had.
    watched: Vec<String>,
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
        Doors {
            host: OwnAddress::take(),
            ahead: VecDeque::new(),
            next: None,
            draw,
            held: Vec::new(),
            watched: Vec::new(),
            waiting: Vec::new(),
        }
    }

    /// The address that they are at.
    pub fn host(&self) -> Ipv4Addr {
        self.host.ip()
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
        let trouble = |e| Stop::trouble(&format!("no port for {name}"), e);
        let door = self.place(at).map_err(trouble)?;
        let (door, word, what) = match kind {
            DoorKind::Open => (door.opened(), "open", "is open"),
            DoorKind::Silent => {
                (door.silenced(), "filtered", "does not answer")
            }
            _ => (Ok(door), "closed", "is closed"),
        };
        let door = door.map_err(trouble)?;
        let addr = door.addr;
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
        let row = self.row(count).and_then(|row| {
            let row = row.into_iter().map(|door| {
                let open = self.draw.number(Count { least: 0, most: 1 }) == 1;
                Ok(if open {
                    (door.opened()?, "open")
                } else {
                    (door, "closed")
                })
            });
            row.collect::<io::Result<Vec<_>>>()
        });
        self.hold_all(name, row)
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
        // Each is silent once it has not answered for a while: all of them
        // are waited for together.
        let row = self.row(count).and_then(|row| {
            each(count, row, |door| Ok((door.silenced()?, "filtered")))
                .into_iter()
                .collect()
        });
        let told = self.hold_all(name, row)?;
        if let Some((_, last)) = self.held.last() {
            let waiting = Waiting::at(last.addr, last.knocked_from);
            self.waiting.push((name.into(), waiting));
        }
        Ok(told)
    }

    fn hold_all(
        &mut self,
        name: &str,
        row: io::Result<Vec<(Door, &'static str)>>,
    ) -> Result<Vec<(u16, &'static str)>, Stop> {
        let trouble = |e| Stop::trouble(&format!("no ports for {name}"), e);
        let row = row.map_err(trouble)?;
        let told = row.iter().map(|(door, is)| (door.addr.port(), *is));
        let told = told.collect();
        self.held
            .extend(row.into_iter().map(|(door, _)| (name.into(), door)));
        Ok(told)
    }

    /// Holds those of these ports, open, that can be had: some take a right
    /// that the checker may not have.
    pub fn watch(&mut self, name: &str, ports: &[u16]) {
        self.watched.push(name.into());
        // Elsewhere the address is everybody's, and so are its visitors.
        if !cfg!(target_os = "linux") {
            return;
        }
        let own = IpAddr::V4(self.host());
        let doors = ports.iter().filter_map(|port| {
            Door::closed((own, *port).into()).ok()?.opened().ok()
        });
        self.held.extend(doors.map(|door| (name.into(), door)));
    }

    /// The next one, closed.
    fn place(&mut self, at: DoorAt) -> io::Result<Door> {
        let own = IpAddr::V4(self.host());
        match at {
            DoorAt::Next => {
                if let (true, Some(next)) = (self.ahead.is_empty(), self.next) {
                    self.next = next.checked_add(1);
                    return Door::closed((own, next).into());
                }
                let mut row = self.row(1)?;
                row.pop().ok_or_else(|| io::ErrorKind::AddrInUse.into())
            }
            DoorAt::Number(range) => {
                let at = |port| Door::closed((own, port).into());
                let is_drawn = range.least < range.most;
                let (door, behind) = self.somewhere(|draw| {
                    let port = draw.number(range) as u16;
                    // The next one has no choice of its own.
                    let behind = is_drawn.then(|| at(port.saturating_add(1)));
                    Ok((at(port)?, behind.transpose()?))
                })?;
                self.ahead = behind.into_iter().collect();
                let last = self.ahead.back().unwrap_or(&door);
                self.next = last.addr.port().checked_add(1);
                Ok(door)
            }
            // Others are there, too: the system knows which port is free.
            DoorAt::Loopback6 => Door::closed((Ipv6Addr::LOCALHOST, 0).into()),
        }
    }

    /// So many behind each other, closed, and some ahead for those behind.
    fn row(&mut self, count: usize) -> io::Result<Vec<Door>> {
        if self.ahead.len() < count {
            self.ahead.clear();
            let own = self.host();
            self.ahead = self.somewhere(|draw| {
                let first = draw.number(FIRST) as u16;
                let row = (first..).take(count + ROW);
                row.map(|port| Door::closed((own, port).into())).collect()
            })?;
        }
        Ok(self.ahead.drain(..count).collect())
    }

    /// Somebody may listen at a port of all addresses: others are drawn then.
    fn somewhere<T>(
        &mut self,
        mut held: impl FnMut(&mut Draw) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut tried = held(&mut self.draw);
        for _ in 1..PORTS {
            if tried.is_err() {
                tried = held(&mut self.draw);
            }
        }
        tried
    }
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
    fn who_has_the_port_behind_a_drawn_one_is_gone_round() {
        let any = Count {
            least: 10_000,
            most: 19_000,
        };
        let pair = |seed| {
            let mut doors = Doors::new(Draw::new(seed, "a test"));
            let ports = [DoorAt::Number(any), DoorAt::Next].map(|at| {
                let held = doors.hold("p", DoorKind::Open, at);
                held.expect("a port").port
            });
            assert_eq!(ports[0] + 1, ports[1]);
            ports
        };
        let taken = (0..100).find_map(|seed| {
            let everywhere = (Ipv4Addr::UNSPECIFIED, pair(seed)[1]);
            Some((seed, TcpListener::bind(everywhere).ok()?))
        });
        let (seed, somebody) = taken.expect("a free port");
        let port = somebody.local_addr().expect("it has one").port();
        assert!(!pair(seed).contains(&port), "{port}");
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
