//! From the packets that one run had to the numbers of a `.wire`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Calls, Sent, Step};
use crate::{Event, Numbers, Trace};

impl Calls {
    /// The same steps with the packets of `kept` in place of those that were
    /// heard in this run. An acknowledgment that only this run had, since
    /// its kernel sent each at once, is left out.
    ///
    /// # Errors
    /// A packet that is kept and was not heard.
    pub fn numbered(
        mut self,
        heard: &Trace,
        kept: &Trace,
    ) -> Result<Calls, String> {
        let loose = kept.settings.merges || kept.settings.streams;
        let partners = match in_order(heard, kept) {
            Err(_) if loose => by_bytes(heard, kept)?,
            partners => partners?,
        };
        let kept_of = |sent: Sent| {
            let of = partners
                .iter()
                .filter(move |(_, heard)| heard.contains(&sent.number));
            of.map(move |(number, heard)| Sent {
                number: *number,
                perhaps: sent.perhaps || heard.len() > 1,
            })
        };
        for step in &mut self.steps {
            let packets = std::mem::take(&mut step.packets);
            let mut packets: Vec<Sent> =
                packets.into_iter().flat_map(kept_of).collect();
            packets.sort_by_key(|sent| sent.number);
            packets.dedup();
            step.packets = packets;
        }
        self.settle();
        self.steps.retain(Step::tells);
        Ok(self)
    }

    /// What only one step says it may have sent, it has sent.
    fn settle(&mut self) {
        let all = self.steps.iter().flat_map(|step| &step.packets);
        let mut named: BTreeMap<usize, usize> = BTreeMap::new();
        all.for_each(|sent| *named.entry(sent.number).or_default() += 1);
        let packets = self.steps.iter_mut().flat_map(|s| &mut s.packets);
        packets.for_each(|sent| sent.perhaps &= named[&sent.number] > 1);
    }
}

/// By the number of each packet that is kept: those that were heard for it.
type Partners = BTreeMap<usize, Vec<usize>>;

/// Where the programs force the order, each packet has its like.
fn in_order(heard: &Trace, kept: &Trace) -> Result<Partners, String> {
    let mut rest = heard.events().iter();
    let partners = kept.events().iter().map(|event| {
        let head = event.head_unnumbered();
        let same = rest.find(|other| other.head_unnumbered() == head);
        let same = same.ok_or_else(|| missing(event))?;
        Ok((event.number, vec![same.number]))
    });
    partners.collect()
}

/// Where data may be cut otherwise, or each side speaks in its own time: what
/// carried the same bytes, or else acknowledged as much.
fn by_bytes(heard: &Trace, kept: &Trace) -> Result<Partners, String> {
    let mut partners = Partners::new();
    for event in kept.events() {
        let mut like: Vec<usize> = heard
            .events()
            .iter()
            .filter(|other| event.has_bytes_of(other))
            .map(|other| other.number)
            .collect();
        if like.is_empty() {
            let same = heard.events().iter().find(|other| event.is_like(other));
            like.extend(same.map(|other| other.number));
        }
        if like.is_empty() {
            return Err(missing(event));
        }
        partners.insert(event.number, like);
    }
    Ok(partners)
}

fn missing(event: &Event) -> String {
    format!(
        "packet {} of the .wire, {}, did not cross when the calls were \
         recorded, or not in that order",
        event.number,
        event.head_unnumbered()
    )
}

impl Event {
    fn is_from_the_same(&self, other: &Event) -> bool {
        self.from == other.from && self.to == other.to
    }

    /// Which of its direction's bytes it carries.
    fn carries(&self) -> Option<Range<u32>> {
        match &self.numbers {
            Numbers::Segment { seq, bytes, .. } if *bytes > 0 => {
                Some(*seq..*seq + *bytes as u32)
            }
            _ => None,
        }
    }

    fn has_bytes_of(&self, other: &Event) -> bool {
        let (Some(own), Some(others)) = (self.carries(), other.carries())
        else {
            return false;
        };
        self.is_from_the_same(other)
            && own.start < others.end
            && others.start < own.end
    }

    /// Whether both are the same but for how far the side itself had come.
    fn is_like(&self, other: &Event) -> bool {
        let ack = |event: &Event| match &event.numbers {
            Numbers::Segment { ack, .. } => *ack,
            _ => None,
        };
        let is_end = self.label.contains("FIN");
        self.is_from_the_same(other)
            && self.label == other.label
            && (is_end || ack(self) == ack(other))
            && self.carries().is_none()
            && other.carries().is_none()
    }
}
