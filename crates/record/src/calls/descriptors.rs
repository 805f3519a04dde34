//! Descriptors of programs that have others than sockets.

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

impl Call {
    fn number(&mut self, known: &mut Vec<String>) {
        if self.name != "socket" {
            self.args = first(&self.args, known);
        }
        if self.name == "epoll_ctl"
            && let Some((head, fd)) = self.args.rsplit_once(' ')
        {
            self.args = format!("{head} {}", first(fd, known));
        }
        let makes = ["socket", "accept", "accept4"].contains(&&*self.name)
            || self.args.ends_with("duplicate");
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
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (fd, rest) = text.split_at(end.unwrap_or(text.len()));
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
