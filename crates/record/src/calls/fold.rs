//! What is told once, though it happens many times.

use super::{Calls, Outcome, Place, Step, What, Who};

/// How often a call may be repeated before only its last time is told.
const REPEATS: usize = 8;

impl Calls {
    /// The same steps without packets, where no `.wire` is kept. What is
    /// repeated many times is told once: how often depends on buffers, on
    /// limits and on the scheduler.
    pub fn unnumbered(mut self) -> Calls {
        for step in &mut self.steps {
            step.packets.clear();
        }
        self.steps.retain(Step::tells);
        self.steps = folded(&self.steps);
        self
    }

    /// The same steps with threads that begin to wait one after the other,
    /// each in the same call, as one.
    pub fn gathered(mut self) -> Calls {
        let mut steps: Vec<Step> = Vec::new();
        for step in self.steps {
            match steps.last_mut() {
                Some(last) if last.is_joined_by(&step) => last.join(step),
                _ => steps.push(step),
            }
        }
        self.steps = steps;
        self
    }
}

/// The steps with each long stretch of one or two calls, as when one side
/// writes and the other reads, made into one step for each of the two.
fn folded(steps: &[Step]) -> Vec<Step> {
    let mut out = Vec::new();
    let mut rest = steps;
    while let Some(first) = rest.first() {
        let (length, keys) = stretch(rest);
        if length > REPEATS {
            let run = &rest[..length];
            out.extend(keys.into_iter().map(|key| repeated(run, key)));
            rest = &rest[length..];
        } else {
            out.push(first.clone());
            rest = &rest[1..];
        }
    }
    out
}

/// How many steps from the first on are one or two calls, and which.
fn stretch(steps: &[Step]) -> (usize, Vec<Key<'_>>) {
    let mut keys: Vec<Key> = Vec::new();
    let mut length = 0;
    for step in steps {
        let Some(key) = step.key() else {
            break;
        };
        if !keys.contains(&key) {
            if keys.len() == 2 {
                break;
            }
            keys.push(key);
        }
        length += 1;
    }
    let often = |key: &Key| {
        let same = |step: &&Step| step.key().as_ref() == Some(key);
        steps[..length].iter().filter(same).count() > REPEATS
    };
    if keys.len() == 2 && !keys.iter().all(often) {
        // One that is repeated, and then another call.
        let first = keys.swap_remove(0);
        let same = |step: &&Step| step.key().as_ref() == Some(&first);
        let length = steps.iter().take_while(same).count();
        return (length, vec![first]);
    }
    keys.sort();
    (length, keys)
}

/// The calls of a stretch that are this one, as a single step.
fn repeated(run: &[Step], key: Key) -> Step {
    let same = |step: &&Step| step.key().as_ref() == Some(&key);
    let steps: Vec<&Step> = run.iter().filter(same).collect();
    let mut step = steps[steps.len() - 1].clone();
    let args = |step: &Step| match &step.what {
        What::Call(call) => call.args.clone(),
        _ => String::new(),
    };
    let fd =
        |args: String| args.split(',').next().unwrap_or_default().to_string();
    let first = args(steps[0]);
    let alike = steps.iter().all(|step| args(step) == first);
    let one_fd = steps.iter().all(|s| fd(args(s)) == fd(first.clone()));
    if let What::Call(call) = &mut step.what {
        if !alike {
            call.args = if one_fd { fd(first) } else { "n".into() };
        }
        let result = match &call.outcome {
            Outcome::Returns(r) | Outcome::Wakes(r) | Outcome::Repeats(r) => r,
            Outcome::Sleeps => "n",
        };
        // A count or a descriptor differs; an error and an end do not.
        let varies = result.parse::<u64>().is_ok_and(|n| n > 0);
        let result = if varies { "n" } else { result }.to_string();
        call.outcome = Outcome::Repeats(result);
    }
    step
}

/// What the steps that are told once have in common.
type Key<'a> = (&'a Who, &'a str, Option<&'a Place>);

impl Step {
    /// Whether it says anything.
    pub(super) fn tells(&self) -> bool {
        self.what != What::Sends || !self.packets.is_empty()
    }

    fn key(&self) -> Option<Key<'_>> {
        match &self.what {
            What::Call(call) => {
                Some((&self.who, &call.name, self.place.as_ref()))
            }
            _ => None,
        }
    }

    /// Whether the next thread begins to wait as this one does.
    fn is_joined_by(&self, next: &Step) -> bool {
        let sleeps = |step: &Step| {
            matches!(&step.what, What::Call(call)
                if call.outcome == Outcome::Sleeps)
        };
        let follows = self.who.last() + 1 == next.who.last();
        sleeps(self)
            && self.what == next.what
            && self.place == next.place
            && self.who.terminal() == next.who.terminal()
            && self.packets.is_empty()
            && next.packets.is_empty()
            && self.who.last() > 1
            && follows
    }

    fn join(&mut self, next: Step) {
        let (first, last) = (self.who.first_number(), next.who.last());
        if let Some(terminal) = next.who.terminal() {
            self.who = Who::Threads {
                terminal: terminal.to_string(),
                first,
                last,
            };
        }
    }
}

impl Who {
    fn first_number(&self) -> usize {
        match self {
            Who::Thread { number, .. } => *number,
            Who::Threads { first, .. } => *first,
            Who::Kernel | Who::End => 0,
        }
    }

    fn last(&self) -> usize {
        match self {
            Who::Thread { number, .. } => *number,
            Who::Threads { last, .. } => *last,
            Who::Kernel | Who::End => 0,
        }
    }
}
