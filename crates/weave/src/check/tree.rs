//! What holds for the tree before any page is looked at: names are given
//! once, records start what exists.

use crate::problem::{Fault, Problem, did_you_mean};
use crate::read::source::{Body, Kind, Source};
use crate::read::tree::{Tree, ambiguous};
use record::{Action, Block, Command, Record};
use std::collections::HashMap;

/// Names given twice, records that start what does not exist.
pub fn problems(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut names: HashMap<(Kind, &str), &Source> = HashMap::new();
    for source in &tree.sources {
        let first = names.entry((source.kind, &source.name)).or_insert(source);
        if first.path != source.path {
            problems.push(ambiguous(first, source).of(&source.path));
        }
        if let Body::Record(record) = &source.body {
            check_record(tree, source, record, &mut problems);
        }
        if matches!(source.kind, Kind::Wire | Kind::Calls) {
            problems.extend(check_beside(tree, source));
        }
    }
    problems
}

fn check_record(
    tree: &Tree,
    source: &Source,
    record: &Record,
    problems: &mut Vec<Problem>,
) {
    for block in &record.blocks {
        if let Err(fault) = check_start(tree, source, block) {
            problems.push(fault.at(&source.path, block.line));
        }
    }
}

/// Packets and calls are of the same run as the console beside them.
fn check_beside(tree: &Tree, source: &Source) -> Option<Problem> {
    let (stem, _) = source.path.rsplit_once('.')?;
    let console = format!("{stem}.console");
    let at = |kind: Kind, path: &str| {
        tree.named(kind, &source.name).find(|s| s.path == path)
    };
    if let Some(record) = at(Kind::Record, &console) {
        let trace = at(Kind::Wire, &format!("{stem}.wire"));
        let trace = trace.and_then(Source::trace);
        let checked = source.calls()?.check(record.record()?, trace);
        let remedy = "record it anew: `BLESS=1 cargo test`";
        let problem = |what| Problem::of(&source.path, what, remedy);
        return checked.err().map(problem);
    }
    let records = tree
        .sources
        .iter()
        .filter(|s| s.kind == Kind::Record && s.package == source.package);
    let otherwise = format!("record {console} first, or remove the file");
    let names = records.map(|record| record.name.as_str());
    let remedy = did_you_mean(&source.name, names, &otherwise);
    let kind = source.kind.word();
    let what = format!("the {kind} has no console record of the same name");
    Some(Problem::of(&source.path, what, remedy))
}

fn check_start(
    tree: &Tree,
    source: &Source,
    block: &Block,
) -> Result<(), Fault> {
    let Action::Start(command) = &block.action else {
        return Ok(());
    };
    let remedy = "write a command that a reader can type";
    let command = Command::parse(command)
        .map_err(|error| Fault::new(error.to_string(), remedy))?;
    match command {
        Command::Lab(_) | Command::Tshark { .. } => Ok(()),
        Command::Run { package, .. } if package != source.package => {
            Err(Fault::new(
                format!("the command runs another package, `{package}`"),
                format!("a record here runs `-p {}`", source.package),
            ))
        }
        Command::Run { binary, .. } => check_binary(tree, source, &binary),
    }
}

fn check_binary(
    tree: &Tree,
    source: &Source,
    binary: &str,
) -> Result<(), Fault> {
    let mut named = tree.named(Kind::Listing, binary);
    if named.any(|s| s.package == source.package) {
        return Ok(());
    }
    let of_package =
        |s: &&Source| s.kind == Kind::Listing && s.package == source.package;
    let binaries = tree.sources.iter().filter(of_package);
    let place = format!(
        "the binaries of `{}` are its `src/main.rs` and `src/bin/*.rs`",
        source.package
    );
    Err(Fault::new(
        format!("the command runs `{binary}`, which does not exist"),
        did_you_mean(binary, binaries.map(|s| s.name.as_str()), &place),
    ))
}
