//! What the ends of the wire and the ports do in a run of a check.

use std::net::SocketAddr;
use std::time::Duration;

use super::check_run::{CheckRun, mistake, no};
use super::ends::End;
use super::expected::Expected;
use super::log::{Log, What};
use super::pieces::resolve;
use super::receive::Ending;
use super::script::{Act, DoorAt, DoorKind};
use super::verdict::Stop;
use crate::observe::NothingMore;
use crate::observe::child::Child;

/// A program that has not run for so long has seen all that came.
const REST: Duration = Duration::from_millis(60);

impl CheckRun {
    /// What one end or port does, or must see.
    ///
    /// # Errors
    /// What comes instead.
    pub(super) fn act(&mut self, name: &str, act: &Act) -> Result<(), Stop> {
        match act {
            Act::Is(kind, at) => return self.hold(name, *kind, *at),
            Act::Row(count) => {
                let row = self.doors.hold_row(name, *count)?;
                self.name_row(name, &row, "open or closed");
                return Ok(());
            }
            Act::SilentRow(count) => {
                let row = self.doors.hold_silent_row(name, *count)?;
                self.name_row(name, &row, "of which none answers");
                return Ok(());
            }
            Act::Waited(least, most) => {
                let since = self.log.since_start();
                let lost = self.child()?.lost();
                return self.doors.waited(name, (*least, *most), since, lost);
            }
            Act::TriedOnce => return self.doors.tried_once(name),
            Act::Untried => return self.doors.untried(name),
            Act::Watches(ports) => {
                self.doors.watch(name, ports);
                return Ok(());
            }
            Act::Connect => return self.reach(name, End::connect),
            Act::ConnectNarrow => {
                return self.reach(name, End::connect_narrow);
            }
            Act::Open => return self.reach(name, End::open),
            Act::OpenWide => return self.reach(name, End::open_wide),
            Act::Flood(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.flood(&bytes, child, log)?;
            }
            Act::Fill(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                let count = end.fill(&bytes, child, log)?;
                let filled = bytes.iter().cycle().take(count).copied();
                self.names.insert(format!("{name}.fill"), filled.collect());
                let count = count.to_string().into_bytes();
                self.names.insert(format!("{name}.filled"), count);
            }
            Act::ReceiveFilled => {
                let no_fill = || no(&format!("{name}.fill"));
                let filled = self.names.get(&format!("{name}.fill"));
                let filled = filled.cloned().ok_or_else(no_fill)?;
                let (end, child, log) = self.end(name)?;
                child.rest(REST);
                end.widen();
                end.receive(vec![Expected::Bytes(filled)], child, log)?;
            }
            Act::Leave(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, _, log) = self.end(name)?;
                end.leave(&bytes, log);
            }
            Act::Burst(count, pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.burst(*count, &bytes, child, log)?;
            }
            Act::Send(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.send(&bytes, child, log)?;
            }
            Act::Trickle(pieces) => {
                let bytes = self.bytes(pieces)?;
                let each = vec![1; bytes.len()];
                let (end, child, log) = self.end(name)?;
                end.trickle(&bytes, &each, child, log)?;
            }
            Act::Cut(pieces) => {
                let bytes = self.bytes(pieces)?;
                let cuts = self.draw.clone().cuts(bytes.len());
                let (end, child, log) = self.end(name)?;
                end.trickle(&bytes, &cuts, child, log)?;
            }
            Act::Exchange(pieces) | Act::ExchangeLate(pieces) => {
                let late = matches!(act, Act::ExchangeLate(_));
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.exchange(&bytes, late, child, log)?;
            }
            Act::Receive(pieces) | Act::ReceiveLate(pieces) => {
                let late = matches!(act, Act::ReceiveLate(_));
                let expected = resolve(pieces, &self.names, &mut self.draw);
                let expected = expected.map_err(mistake)?;
                let (end, child, log) = self.end(name)?;
                if late {
                    child.rest(REST);
                    end.widen();
                }
                end.receive(expected, child, log)?;
            }
            Act::ReceiveEnd => self.receive_end(name, Ending::Fin)?,
            Act::ReceiveEndOrReset => {
                self.receive_end(name, Ending::FinOrReset)?;
            }
            Act::Settle => {
                let (end, child, _) = self.end(name)?;
                end.settle(child);
            }
            Act::HalfClose => {
                let (end, _, log) = self.end(name)?;
                end.half_close(log);
            }
            Act::Close => self.take_end(name)?.close(&mut self.log),
            Act::Abort => self.take_end(name)?.abort(&mut self.log)?,
            Act::Reset => {
                let end = self.take_end(name)?;
                let child = self.child.as_mut().ok_or_else(|| no("program"))?;
                end.reset(child, &mut self.log)?;
            }
        }
        Ok(())
    }

    fn hold(
        &mut self,
        name: &str,
        kind: DoorKind,
        at: DoorAt,
    ) -> Result<(), Stop> {
        let held = self.doors.hold(name, kind, at)?;
        let port = held.port.to_string();
        self.names.insert(name.into(), port.into_bytes());
        self.names.insert(format!("{name}.is"), held.word.into());
        self.log.add(name, What::Note(held.note));
        Ok(())
    }

    fn name_row(&mut self, name: &str, row: &[(u16, &str)], what: &str) {
        let port = |(port, _): &(u16, _)| port.to_string().into_bytes();
        let ends = [row.first(), row.last()].map(|end| end.map(port));
        let lines = row.iter().map(|(port, word)| format!("{port} {word}\n"));
        let lines: String = lines.collect();
        let [first, last] = ends.map(Option::unwrap_or_default);
        self.names.insert(name.into(), first);
        self.names.insert(format!("{name}.last"), last);
        self.names.insert(format!("{name}.row"), lines.into_bytes());
        let note = format!("{} ports in a row, {what}", row.len());
        self.log.add(name, What::Note(note));
    }

    fn reach(
        &mut self,
        name: &str,
        how: fn(&str, SocketAddr, &mut Log) -> Result<End, Stop>,
    ) -> Result<(), Stop> {
        let addr = self.addr.ok_or_else(|| no("program to reach"))?;
        let reached = how(name, addr, &mut self.log);
        let mut end = match (reached, &mut self.child) {
            (Ok(end), _) => end,
            // Nobody listens where nobody is.
            (Err(stop), Some(child)) => match child.ends_now() {
                Some(how) => {
                    let ended = NothingMore::Ended(how);
                    return Err(Stop::lost(ended, "your program runs on"));
                }
                None => return Err(stop),
            },
            (Err(stop), None) => return Err(stop),
        };
        end.curious = self.curious;
        self.ends.insert(name.into(), end);
        Ok(())
    }

    fn receive_end(&mut self, name: &str, how: Ending) -> Result<(), Stop> {
        let (end, child, log) = self.end(name)?;
        end.receive_end(how, child, log)
    }

    /// An end, and what it works with. Unless the script closes it, it stays
    /// open until the program has been ended, which would else complain.
    fn end(
        &mut self,
        name: &str,
    ) -> Result<(&mut End, &mut Child, &mut Log), Stop> {
        let end = self.ends.get_mut(name).ok_or_else(|| no(name))?;
        let child = self.child.as_mut().ok_or_else(|| no("program"))?;
        Ok((end, child, &mut self.log))
    }

    fn take_end(&mut self, name: &str) -> Result<End, Stop> {
        self.ends.remove(name).ok_or_else(|| no(name))
    }
}
