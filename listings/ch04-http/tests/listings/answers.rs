//! The chapter's clients beside two parsers that others wrote: answers from
//! the grammar, damaged, must end where h11 and Node say that they end, and
//! what no client may take for an answer is refused.
//!
//! A sample is a trial; `ci/parsers` tries many more. `HTTP_SEED` and
//! `HTTP_ANSWERS` say which and how many.

#[path = "answers/compare.rs"]
mod compare;
#[path = "answers/damage.rs"]
mod damage;
#[path = "answers/grammar.rs"]
mod grammar;
#[path = "answers/odd.rs"]
mod odd;
#[path = "answers/readers.rs"]
mod readers;

use std::env;

use trials::{Chapter, peer, python};

use crate::parsers::chance::Chance;
use crate::parsers::damage::Case;
use crate::parsers::filter::Filter;
use crate::parsers::number;
use crate::parsers::problems::Problems;
use compare::{differences, misjudged};
use damage::case;
use readers::{LISTINGS, Reading, others, read, read_by_listings, twin};

/// A sample for each run of the tests.
const ANSWERS: u64 = 100;

pub fn trials(chapter: Chapter) -> Chapter {
    chapter.trial("clients::h11 and Node read it so", || {
        let python = python(&["h11"]).map_err(Box::new);
        let node = peer("node").map_err(Box::new);
        match (python, node) {
            (Ok(python), Ok(node)) => {
                let twin = twin(python.clone());
                compare(&twin, &others(python, node)).into()
            }
            (Err(absent), _) | (_, Err(absent)) => *absent,
        }
    })
}

/// An answer from the grammar, perhaps damaged.
pub fn drawn(chance: &mut Chance) -> Vec<u8> {
    case(chance).bytes
}

fn compare(twin: &Filter, others: &[Filter]) -> Result<(), String> {
    let seed = number("HTTP_SEED")?.unwrap_or(9112);
    let answers = number("HTTP_ANSWERS")?.unwrap_or(ANSWERS);
    let mut chance = Chance::new(seed);
    let cases: Vec<Case> = (0..answers).map(|_| case(&mut chance)).collect();
    let streams: Vec<Vec<u8>> =
        cases.iter().map(|case| case.bytes.clone()).collect();
    let others: Vec<(&str, Vec<Reading>)> = others
        .iter()
        .map(|other| Ok((other.name, read(other, &streams)?)))
        .collect::<Result<_, String>>()?;
    let twin = (twin.name, read(twin, &streams)?);

    let readings = read_by_listings(&streams).map_err(|e| e.to_string())?;
    let mut problems = Problems::default();
    let mut whole = 0;
    for (listing, own) in LISTINGS.iter().zip(&readings) {
        let name = listing.name;
        // The twin is that of the first alone.
        let twin = (name == LISTINGS[0].name).then_some(&twin);
        for (index, Case { bytes, kind }) in cases.iter().enumerate() {
            let reading = &own[index];
            whole += u64::from(matches!(reading, Reading::Whole(_)));
            problems.add(misjudged(kind, name, reading), bytes, reading);
            for (other, readings) in others.iter().chain(twin) {
                let read = (*other, &readings[index]);
                let why = differences((kind, bytes), (name, reading), read);
                problems.add(why, bytes, reading);
            }
        }
    }
    let all = format!(
        "{answers} answers to {} listings, {whole} accepted",
        LISTINGS.len()
    );
    if env::var("HTTP_ANSWERS").is_ok() {
        println!("HTTP_SEED={seed}: {all}");
    }
    problems.report(&format!("HTTP_SEED={seed}: {all}"))
}
