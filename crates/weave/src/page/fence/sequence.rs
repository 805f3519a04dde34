//! A sequence that is drawn by hand.

use super::{Misdrawn, said, untitled};
use crate::problem::{Fault, did_you_mean};

/// Who sends what to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Its caption.
    pub title: String,
    /// From left to right.
    pub actors: Vec<String>,
    /// From top to bottom.
    pub steps: Vec<Step>,
}

/// Something that happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A message from one actor to another, by their indices.
    Message {
        /// The sender.
        from: usize,
        /// The receiver.
        to: usize,
        /// What it is.
        text: String,
        /// It does not arrive.
        lost: bool,
    },
    /// What becomes of an actor, by its index.
    State(usize, String),
}

impl Sequence {
    pub(super) fn parse(lines: &[&str]) -> Result<Sequence, Misdrawn> {
        let mut title = None;
        let mut actors: Vec<String> = Vec::new();
        let mut steps = Vec::new();
        for (number, line) in said(lines) {
            if let Some(text) = line.strip_prefix("title:") {
                title = Some(text.trim().to_string());
            } else if let Some(text) = line.strip_prefix("actors:") {
                let names = text.split(',');
                actors = names.map(|name| name.trim().into()).collect();
            } else {
                let step = step(line, &actors);
                steps.push(step.map_err(|fault| Misdrawn::new(number, fault))?);
            }
        }
        Ok(Sequence {
            title: title.ok_or_else(|| untitled("sequence"))?,
            actors,
            steps,
        })
    }
}

fn step(line: &str, actors: &[String]) -> Result<Step, Fault> {
    let Some((who, text)) = line.split_once(": ") else {
        return Err(Fault::new(
            format!("`{line}` is no row of a sequence"),
            "a row is `A -> B: text`, `A -x B: text` for what is lost, or \
             `A: text`; before them stand `title:` and `actors: A, B`",
        ));
    };
    let text = text.trim().to_string();
    let lost = who.split_once(" -x ");
    let ends = lost.or_else(|| who.split_once(" -> "));
    let Some((from, to)) = ends else {
        return Ok(Step::State(index(who, actors)?, text));
    };
    let (from, to) = (index(from, actors)?, index(to, actors)?);
    if from == to {
        return Err(Fault::new(
            format!("`{who}` is no arrow"),
            "write what one actor does as `A: text`",
        ));
    }
    Ok(Step::Message {
        from,
        to,
        text,
        lost: lost.is_some(),
    })
}

fn index(name: &str, names: &[String]) -> Result<usize, Fault> {
    let name = name.trim();
    let found = names.iter().position(|known| known == name);
    found.ok_or_else(|| {
        let known = names.iter().map(String::as_str);
        let otherwise = "list everyone first: `actors: A, B`";
        let remedy = did_you_mean(name, known, otherwise);
        Fault::new(format!("the sequence has no actor `{name}`"), remedy)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_says_what_could() {
        for (text, line, said) in [
            ("actors: A, B\nA -> B: x", 1, "has no title"),
            (
                "title: a\nactors: Client, B\nCleint -> B: x",
                3,
                "`Client`?",
            ),
            ("title: a\nactors: A, B\nA to B", 3, "`A -> B: text`"),
            ("title: a\nactors: A, B\nA -> A: x", 3, "is no arrow"),
            ("title: a\nA -> B: x", 2, "actors: A, B"),
        ] {
            let lines: Vec<_> = text.lines().collect();
            let misdrawn = Sequence::parse(&lines).unwrap_err();
            assert_eq!(misdrawn.line, line, "{text}");
            let Fault { what, remedy } = misdrawn.fault;
            let both = format!("{what} {remedy}");
            assert!(both.contains(said), "{text}: {both}");
        }
    }
}
