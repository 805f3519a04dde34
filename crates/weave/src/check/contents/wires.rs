//! What a wire figure stands for: packets, states, and the calls of the same
//! run.

use super::Checker;
use crate::check::content::{Content, Wished};
use crate::check::lanes::{self, Stop};
use crate::check::states;
use crate::page::Page;
use crate::page::wire::WireOptions;
use crate::problem::{Fault, Problem};
use crate::read::source::{Kind, Source};

impl<'b> Checker<'b> {
    /// Every packet that a page's prose leads to.
    pub(super) fn packets(&mut self, page: &Page) {
        for packet in &page.packets {
            let found = self.book.tree.find(Kind::Wire, &packet.stem);
            let found = found.and_then(|source| {
                let of = source.trace().map_or(0, |t| t.events().len());
                has_packet(source, of, packet.number)
            });
            if let Err(Fault { what, remedy }) = found {
                let file = &page.file;
                let problem = Problem::at(file, packet.line, what, remedy);
                self.problems.push(problem);
            }
        }
    }

    /// A figure, with the calls of its run.
    pub(super) fn wire(
        &self,
        source: &'b Source,
        options: &'b WireOptions,
    ) -> Result<Option<Content<'b>>, Fault> {
        let Some(trace) = source.trace() else {
            return Ok(None);
        };
        let events = trace.events();
        let shown = options.packets.iter();
        let shown = shown.flat_map(|it| [it.start(), it.end()]);
        for packet in options.open.iter().chain(shown) {
            has_packet(source, events.len(), *packet)?;
        }
        let walk = options.states.then(|| states::walk(events));
        if let Some(None) = walk {
            let name = &source.name;
            let what =
                format!("`{name}` has no TCP connection from its SYN on");
            return Err(Fault::new(what, "leave `states` out"));
        }
        // The page that shows a run again shows less of it.
        let calls = self.book.tree.get(Kind::Calls, &source.name);
        let calls = calls.filter(|_| !options.again);
        let stops = calls.map(|calls| self.stops(calls)).transpose()?;
        let wished = Wished {
            options,
            walk: walk.flatten(),
            stops: stops.unwrap_or_default(),
            number: None,
        };
        Ok(Some(Content::Wire(source, trace, wished)))
    }

    /// The steps of a calls record; none where it or its console cannot be
    /// read, which the tree's problems say.
    pub(super) fn stops(
        &self,
        source: &'b Source,
    ) -> Result<Vec<Stop<'b>>, Fault> {
        let tree = &self.book.tree;
        let record = tree.get(Kind::Record, &source.name);
        let record = record.and_then(Source::record);
        match (source.calls(), record) {
            (Some(calls), Some(record)) => {
                lanes::stops(tree, &source.package, calls, record)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// Calls are shown with the packets of their run, or else with what it
    /// printed.
    pub(super) fn is_seen(&self, source: &Source) -> bool {
        let tree = &self.book.tree;
        let record = tree.get(Kind::Record, &source.name);
        self.shown.home(source).is_some()
            || source.kind == Kind::Calls
                && record
                    .is_some_and(|record| self.shown.home(record).is_some())
    }
}

fn has_packet(source: &Source, of: usize, packet: usize) -> Result<(), Fault> {
    if (1..=of).contains(&packet) {
        return Ok(());
    }
    let what = format!("`{}` has no packet {packet}", source.name);
    Err(Fault::new(what, format!("its packets are 1 to {of}")))
}
