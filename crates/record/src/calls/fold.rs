//! What is told once, though it happens many times.

use super::{Call, Calls, Outcome, Place, Step, What, Who};

/// How often a call may be repeated before only its last time is told.
const REPEATS: usize = 8;

/// How many calls may come again and again in the same order.
const LONGEST_CYCLE: usize = 8;

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
        self.with_descriptors_past_a_repetition()
    }

    /// The same steps with threads that begin to wait one after the other,
    /// each in the same call, as one, and with a wait that came to its end a
    /// little early and went on for the rest of its limit as one.
    pub fn gathered(mut self) -> Calls {
        let mut steps: Vec<Step> = Vec::new();
        for step in self.steps {
            match steps.last_mut() {
                Some(last) if last.is_joined_by(&step) => last.join(step),
                _ => steps.push(step),
            }
            drop_rest_of_wait(&mut steps);
            drop_more_before_full(&mut steps);
        }
        self.steps = steps;
        self
    }
}

/// Takes away a write that took something where the next says that there is
/// no room: while buffers are large, whether a little was made meanwhile is
/// up to the kernel.
fn drop_more_before_full(steps: &mut Vec<Step>) {
    let [.., before, last] = steps.as_slice() else {
        return;
    };
    let is_large = last.args().is_some_and(|args| args.contains("«bytes»"));
    let full = last.end().as_deref() == Some("EAGAIN");
    let took = before.end().as_deref() == Some("n");
    if is_large && full && took && last.has_call_of(before) {
        let at = steps.len() - 2;
        steps.remove(at);
    }
}

/// Takes away the last steps where they are the rest of a wait. A limit is
/// counted in milliseconds, and the clock finer: a program that looks at its
/// clock when the time is over may have to wait once more, for less than one.
fn drop_rest_of_wait(steps: &mut Vec<Step>) {
    let rest = match steps.as_slice() {
        [.., before, last] if last.ends_wait_of(before) => 1,
        [.., before, sleeps, last]
            if last.ends_wait_of(before) && last.has_call_of(sleeps) =>
        {
            2
        }
        _ => 0,
    };
    steps.truncate(steps.len() - rest);
}

/// The steps with each long stretch of one or two calls, as when one side
/// writes and the other reads, made into one step for each of the two, and
/// with several calls that come again in the same order made into one each.
fn folded(steps: &[Step]) -> Vec<Step> {
    let mut out = Vec::new();
    let mut rest = steps;
    while let Some(first) = rest.first() {
        let (length, keys) = stretch(rest);
        if length > REPEATS {
            let run = &rest[..length];
            out.extend(keys.into_iter().filter_map(|k| repeated_key(run, k)));
            rest = &rest[length..];
        } else if let Some((period, length)) = cycle(rest) {
            let run = &rest[..length];
            let nth = |n| repeated(run.iter().skip(n).step_by(period));
            out.extend((0..period).filter_map(nth));
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

/// How many calls come again in the same order and with the same ends, from
/// the first step on, and how many steps these are, where they are many.
fn cycle(steps: &[Step]) -> Option<(usize, usize)> {
    (3..=LONGEST_CYCLE).find_map(|period| {
        let again = steps.iter().skip(period).zip(steps);
        let alike = again.take_while(|(step, before)| step.is_like(before));
        let times = 1 + alike.count() / period;
        (times > REPEATS).then_some((period, times * period))
    })
}

/// The calls of a stretch that are this one, as a single step.
fn repeated_key(run: &[Step], key: Key) -> Option<Step> {
    repeated(run.iter().filter(|step| step.key().as_ref() == Some(&key)))
}

/// These calls as a single step.
fn repeated<'a>(steps: impl Iterator<Item = &'a Step>) -> Option<Step> {
    let steps: Vec<&Step> = steps.collect();
    let mut step = (*steps.last()?).clone();
    if let What::Call(call) = &mut step.what {
        let all = steps.iter().filter_map(|step| step.args());
        call.args = in_common(&all.collect::<Vec<_>>());
        let result = match &call.outcome {
            Outcome::Returns(r) | Outcome::Wakes(r) | Outcome::Repeats(r) => r,
            Outcome::Sleeps => "n",
        };
        // A count or a descriptor differs; an error and an end do not.
        let varies = result.parse::<u64>().is_ok_and(|n| n > 0);
        let result = if varies { "n" } else { result }.to_string();
        call.outcome = Outcome::Repeats(result);
    }
    Some(step)
}

/// What arguments have in common: a descriptor that is not is `n`, and what
/// differs behind it is left out.
fn in_common(all: &[&str]) -> String {
    let halves = |args: &&str| match args.split_once(", ") {
        Some((fd, rest)) => (fd.to_string(), Some(rest.to_string())),
        None => (args.to_string(), None),
    };
    let each: Vec<_> = all.iter().map(halves).collect();
    let mut each = each.into_iter();
    let Some((mut fd, mut rest)) = each.next() else {
        return String::new();
    };
    for (other, behind) in each {
        if other != fd {
            fd = "n".into();
        }
        rest = rest.filter(|rest| behind.as_ref() == Some(rest));
    }
    [Some(fd), rest]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

/// What the steps that are told once have in common.
type Key<'a> = (&'a Who, &'a str, Option<&'a Place>);

impl Step {
    /// Whether it says anything.
    pub(super) fn tells(&self) -> bool {
        self.what != What::Sends || !self.packets.is_empty()
    }

    /// Whether both are waits for what is left of a deadline, in which
    /// nothing came.
    fn ends_wait_of(&self, before: &Step) -> bool {
        let nothing = |step: &Step| match &step.what {
            What::Call(Call {
                name,
                args,
                outcome,
            }) => {
                let is_over = match outcome {
                    Outcome::Returns(it) | Outcome::Wakes(it) => it == "0",
                    Outcome::Sleeps | Outcome::Repeats(_) => false,
                };
                is_over && name.ends_with("poll") && args.ends_with("«ms» ms")
            }
            _ => false,
        };
        nothing(self) && nothing(before) && self.has_call_of(before)
    }

    /// Whether both are the same call of the same thread.
    fn has_call_of(&self, other: &Step) -> bool {
        self.key() == other.key() && self.args() == other.args()
    }

    /// Whether both are calls from the same place with the same end.
    fn is_like(&self, other: &Step) -> bool {
        let end = self.end();
        self.key() == other.key() && end.is_some() && end == other.end()
    }

    /// How a call that did not wait ended: with an error, nothing (0) or
    /// something (n).
    fn end(&self) -> Option<String> {
        let What::Call(Call {
            outcome: Outcome::Returns(it),
            ..
        }) = &self.what
        else {
            return None;
        };
        Some(match it.parse::<u64>() {
            Ok(0) => "0".to_string(),
            Ok(_) => "n".to_string(),
            Err(_) if it.starts_with('«') => "n".to_string(),
            Err(_) => it.clone(),
        })
    }

    fn args(&self) -> Option<&str> {
        match &self.what {
            What::Call(call) => Some(&call.args),
            _ => None,
        }
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
            && self.who.is_of_first_process()
            && next.who.is_of_first_process()
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
    fn is_of_first_process(&self) -> bool {
        match self {
            Who::Thread { process, .. } => *process == 1,
            _ => true,
        }
    }

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
