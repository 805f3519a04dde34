//! Descriptors whose numbers no listing decides.

use std::collections::BTreeMap;

use super::{Call, Calls, Outcome, What};

impl Calls {
    /// Numbers the descriptors of each program that waits by epoll from 3 on,
    /// in the order in which its calls name them. Such a program opens others
    /// for itself, and how many depends on how its runtime was built.
    pub fn with_own_descriptors(mut self) -> Calls {
        let mut waiting: Vec<String> = Vec::new();
        for step in &self.steps {
            if let (Some(name), What::Call(call)) =
                (step.who.terminal(), &step.what)
                && call.name.starts_with("epoll_")
            {
                waiting.push(name.to_string());
            }
        }
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in &mut self.steps {
            let Some(name) = step.who.terminal() else {
                continue;
            };
            if !waiting.iter().any(|other| other == name) {
                continue;
            }
            let known = known.entry(name.to_string()).or_default();
            match &mut step.what {
                What::Starts => known.clear(),
                What::Call(call) => call.number(known),
                _ => {}
            }
        }
        self
    }
}

impl Calls {
    /// Names what is made after a repetition that made descriptors `n+1`,
    /// `n+2` and so on: how often a queue lets a program connect differs by
    /// one from run to run, and with it every number that comes later.
    pub(super) fn with_descriptors_past_a_repetition(mut self) -> Calls {
        let mut past: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for step in &mut self.steps {
            let Some(name) = step.who.terminal().map(str::to_string) else {
                continue;
            };
            match &mut step.what {
                What::Starts => _ = past.remove(&name),
                What::Call(call) if call.repeats_a_new_descriptor() => {
                    past.entry(name).or_default();
                }
                What::Call(call) => {
                    if let Some(known) = past.get_mut(&name) {
                        call.number_past(known);
                    }
                }
                _ => {}
            }
        }
        self
    }
}

impl Call {
    /// Whether each of several calls made another descriptor.
    fn repeats_a_new_descriptor(&self) -> bool {
        self.makes() && self.outcome == Outcome::Repeats("n".into())
    }

    /// Whether what it returns is a descriptor that was not there before.
    fn makes(&self) -> bool {
        ["socket", "accept", "accept4"].contains(&&*self.name)
            || self.args.ends_with("duplicate")
    }

    fn number_past(&mut self, known: &mut Vec<String>) {
        let makes = self.makes();
        let named = |text: &str, known: &[String]| {
            let (fd, rest) = digits(text);
            let at = known.iter().position(|other| other == fd)?;
            Some(format!("n+{}{rest}", at + 1))
        };
        if let Some(args) = named(&self.args, known) {
            self.args = args;
        }
        if let Outcome::Returns(result) | Outcome::Wakes(result) =
            &mut self.outcome
            && makes
        {
            let (fd, _) = digits(result);
            if !fd.is_empty() && !known.iter().any(|other| other == fd) {
                known.push(fd.to_string());
            }
            if let Some(named) = named(result, known) {
                *result = named;
            }
        }
    }

    fn number(&mut self, known: &mut Vec<String>) {
        if self.name != "socket" {
            self.args = first(&self.args, known);
        }
        if self.name == "epoll_ctl"
            && let Some((head, fd)) = self.args.rsplit_once(' ')
        {
            self.args = format!("{head} {}", first(fd, known));
        }
        let makes = self.makes();
        if let Outcome::Returns(result) | Outcome::Wakes(result) =
            &mut self.outcome
            && makes
        {
            *result = first(result, known);
        }
    }
}

/// The text with the number that it begins with replaced.
fn first(text: &str, known: &mut Vec<String>) -> String {
    let (fd, rest) = digits(text);
    if fd.is_empty() {
        return text.to_string();
    }
    let place = known.iter().position(|other| other == fd);
    let place = place.unwrap_or_else(|| {
        known.push(fd.to_string());
        known.len() - 1
    });
    format!("{}{rest}", place + 3)
}

/// The number that a text begins with, or nothing, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}
