//! What a script does at one end of the wire: it holds a door or reaches the
//! program, sends, receives and ends.

use std::net::SocketAddr;

use super::{CheckRun, mistake, no};
use crate::observe::child::Child;
use crate::play::ends::End;
use crate::play::log::{Log, What};
use crate::play::pieces::resolve;
use crate::play::receive::Ending;
use crate::play::script::{Act, DoorKind};
use crate::play::verdict::Stop;

impl CheckRun {
    pub(super) fn act(&mut self, name: &str, act: &Act) -> Result<(), Stop> {
        match act {
            Act::Is(kind, at) => return self.hold(name, *kind, *at),
            Act::Waited(least, most) => {
                let since = self.log.since_start();
                let delayed = self.child()?.delayed();
                let times = (*least, *most);
                return self.doors.waited(name, times, since, delayed);
            }
            Act::Connect => return self.reach(name, End::connect),
            Act::Open => return self.reach(name, End::open),
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
            Act::Exchange(pieces) => {
                let bytes = self.bytes(pieces)?;
                let (end, child, log) = self.end(name)?;
                end.exchange(&bytes, child, log)?;
            }
            Act::Receive(pieces) => {
                let expected = resolve(pieces, &self.names, &mut self.draw);
                let expected = expected.map_err(mistake)?;
                let (end, child, log) = self.end(name)?;
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
            Act::Reset => self.take_end(name)?.reset(&mut self.log)?,
        }
        Ok(())
    }

    fn hold(
        &mut self,
        name: &str,
        kind: DoorKind,
        at: Option<u16>,
    ) -> Result<(), Stop> {
        let held = self.doors.hold(name, kind, at)?;
        let port = held.port.to_string();
        self.names.insert(name.into(), port.into_bytes());
        self.names.insert(format!("{name}.is"), held.word.into());
        self.log.add(name, What::Note(held.note));
        Ok(())
    }

    fn reach(
        &mut self,
        name: &str,
        how: fn(&str, SocketAddr, &mut Log) -> Result<End, Stop>,
    ) -> Result<(), Stop> {
        let addr = self.addr.ok_or_else(|| no("program to reach"))?;
        let end = how(name, addr, &mut self.log)?;
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
