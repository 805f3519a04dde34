//! The lab's server beside two parsers that others wrote: requests from the
//! grammar, damaged, must end where h11 and Node say that they end, and what
//! no server may accept is refused.
//!
//! A sample is a trial; `ci/parsers` tries many more. `HTTP_SEED` and
//! `HTTP_MESSAGES` say which and how many.

#[path = "parsers/chance.rs"]
pub mod chance;
#[path = "parsers/compare.rs"]
mod compare;
#[path = "parsers/damage.rs"]
pub mod damage;
#[path = "parsers/filter.rs"]
pub mod filter;
#[path = "parsers/grammar.rs"]
pub mod grammar;
#[path = "parsers/oddities.rs"]
pub mod oddities;
#[path = "parsers/problems.rs"]
pub mod problems;
#[path = "parsers/readers.rs"]
pub mod readers;

use std::env;

use trials::{Chapter, peer, python};

use chance::Chance;
use compare::{differences, misjudged};
use damage::Case;
use filter::Filter;
use problems::Problems;
use readers::{others, read, read_lab};

/// A sample for each run of the tests.
pub const MESSAGES: u64 = 300;

/// What follows each message on its connection: it is not swallowed.
pub const NEXT: &[u8] = b"GET /next HTTP/1.1\r\nHost: lab\r\n\r\n";

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial("lab::h11 and Node read it so", || {
        let python = python(&["h11"]).map_err(Box::new);
        let node = peer("node").map_err(Box::new);
        match (python, node) {
            (Ok(python), Ok(node)) => compare(&others(python, node)).into(),
            (Err(absent), _) | (_, Err(absent)) => *absent,
        }
    })
}

fn compare(others: &[Filter]) -> Result<(), String> {
    let seed = number("HTTP_SEED")?.unwrap_or(9112);
    let messages = number("HTTP_MESSAGES")?.unwrap_or(MESSAGES);
    let mut chance = Chance::new(seed);
    let cases: Vec<Case> =
        (0..messages).map(|_| Case::new(&mut chance)).collect();
    let streams: Vec<Vec<u8>> = cases
        .iter()
        .map(|case| [&case.bytes[..], NEXT].concat())
        .collect();

    let lab = read_lab(&streams).map_err(|error| error.to_string())?;
    let mut problems = Problems::default();
    for (index, case) in cases.iter().enumerate() {
        let why = misjudged(&case.kind, &lab[index]);
        problems.add(why, &streams[index], &lab[index]);
    }
    for other in others {
        for (index, reading) in read(other, &streams)?.iter().enumerate() {
            let (lab, sent) = (&lab[index], &streams[index]);
            let what = (&cases[index].kind, &sent[..]);
            let why = differences(what, lab, other.name, reading);
            problems.add(why, sent, lab);
        }
    }
    let accepted = lab.iter().filter(|r| r.requests.len() > 1).count();
    let all = format!("{messages} messages, {accepted} accepted");
    if env::var("HTTP_MESSAGES").is_ok() {
        println!("HTTP_SEED={seed}: {all}");
    }
    problems.report(&format!("HTTP_SEED={seed}: {all}"))
}

/// A number from the environment.
pub fn number(variable: &str) -> Result<Option<u64>, String> {
    match env::var(variable) {
        Ok(text) => match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("{variable}={text}: not a number")),
        },
        Err(_) => Ok(None),
    }
}
