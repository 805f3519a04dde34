//! From the packets that one run had to the numbers of a `.wire`.

use std::collections::BTreeMap;

use super::{Call, Calls, Outcome, Sent, Step, What};
use crate::Trace;

/// How often a call may be repeated before only its last time is told.
const REPEATS: usize = 4;

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
        let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
        let mut rest = heard.events().iter();
        for event in kept.events() {
            let head = event.head_unnumbered();
            let same = rest.find(|other| other.head_unnumbered() == head);
            let same = same.ok_or(format!(
                "packet {} of the .wire, {head}, did not cross when the \
                 calls were recorded, or not in that order",
                event.number
            ))?;
            numbers.insert(same.number, event.number);
        }
        let number = |sent: Sent| {
            let number = *numbers.get(&sent.number)?;
            Some(Sent { number, ..sent })
        };
        for step in &mut self.steps {
            let packets = std::mem::take(&mut step.packets);
            step.packets = packets.into_iter().filter_map(number).collect();
        }
        self.steps.retain(Step::tells);
        Ok(self)
    }

    /// The same steps without packets, where no `.wire` is kept; what is
    /// repeated is told once.
    pub fn unnumbered(mut self) -> Calls {
        for step in &mut self.steps {
            step.packets.clear();
        }
        self.steps.retain(Step::tells);
        let runs = self.steps.chunk_by(|one, next| next.repeats(one));
        self.steps = runs.flat_map(folded).collect();
        self
    }
}

/// A run of one call: as it is where it is short, and else its last time.
fn folded(run: &[Step]) -> Vec<Step> {
    let Some(last) = run.last().filter(|_| run.len() > REPEATS) else {
        return run.to_vec();
    };
    let mut last = last.clone();
    if let What::Call(call) = &mut last.what {
        let result = match &call.outcome {
            Outcome::Returns(result) => result.clone(),
            _ => return run.to_vec(),
        };
        // Each may have had less to send than the one before.
        let differ = run.iter().any(|step| step.args() != Some(&*call.args));
        if differ {
            let fd = call.args.split(',').next().unwrap_or_default();
            call.args = fd.to_string();
        }
        call.outcome = Outcome::Repeats(result);
    }
    vec![last]
}

impl Step {
    /// Whether it says anything.
    fn tells(&self) -> bool {
        self.what != What::Sends || !self.packets.is_empty()
    }

    /// Whether it is the same call as the one before, on the same socket,
    /// from the same place, and neither had to wait.
    fn repeats(&self, before: &Step) -> bool {
        let (What::Call(this), What::Call(other)) = (&self.what, &before.what)
        else {
            return false;
        };
        let fd = |call: &Call| call.args.split(',').next().map(str::to_string);
        let at_once = |c: &Call| matches!(c.outcome, Outcome::Returns(_));
        self.who == before.who
            && self.place == before.place
            && this.name == other.name
            && fd(this) == fd(other)
            && at_once(this)
            && at_once(other)
    }

    fn args(&self) -> Option<&str> {
        match &self.what {
            What::Call(call) => Some(&call.args),
            _ => None,
        }
    }
}
