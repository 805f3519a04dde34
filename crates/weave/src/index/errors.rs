//! The index of errors: what programs said when they failed, and the pages
//! whose records show it.

use super::Uses;
use crate::check::shown::Shown;
use crate::problem::Fault;
use crate::read::tree::Tree;
use record::{Action, Command, Record};
use std::collections::{BTreeMap, HashMap};

/// How a system's own error ends in Rust's texts.
const OS_ERROR: &str = "(os error ";

/// The records of each message, by page: by the message in small letters,
/// then the message.
#[derive(Default)]
pub struct Errors<'b>(pub BTreeMap<(String, String), Uses<'b>>);

impl<'b> Errors<'b> {
    /// The index of all records that a page shows.
    ///
    /// # Errors
    /// What is wrong and the remedy: no record on a page shows an error.
    pub fn of(tree: &'b Tree, shown: &Shown) -> Result<Errors<'b>, Fault> {
        let mut errors = Errors::default();
        for source in &tree.sources {
            let place = shown.home(source);
            if let (Some(record), Some(place)) = (source.record(), place) {
                for message in messages(record) {
                    let sorted = message.to_lowercase();
                    let uses = errors.0.entry((sorted, message)).or_default();
                    uses.entry(place.page).or_insert(source);
                }
            }
        }
        if errors.0.is_empty() {
            return Err(Fault::new(
                "no record on a page shows an error",
                "show a record in which a program fails, or take \
                 `{{#errors}}` out",
            ));
        }
        Ok(errors)
    }
}

/// Whether a message is a system's own, not a program's.
pub fn is_of_system(message: &str) -> bool {
    message.contains(OS_ERROR)
}

/// What a record shows of errors, in its order: every error of the system,
/// and the last line that a program that failed says under its name.
fn messages(record: &Record) -> Vec<String> {
    let mut running = HashMap::new();
    let mut messages = Vec::new();
    for block in &record.blocks {
        if let Action::Start(command) = &block.action {
            running.insert(&block.terminal, words(command));
        }
        let words = running.get(&block.terminal);
        let words = words.map_or(&[][..], Vec::as_slice);
        let of_system = block.output.iter().filter_map(|line| system(line));
        messages.extend(of_system);
        // A signal ended what has a status of 128 and more.
        let failed = matches!(block.status, Some(1..=127));
        let last = block.output.iter().rfind(|line| speaks(line, words));
        let own = last.filter(|line| failed && !line.contains(OS_ERROR));
        messages.extend(own.map(|line| without(line, words)));
    }
    messages
}

/// The name of the program that a command starts, and its arguments.
fn words(command: &str) -> Vec<String> {
    match Command::parse(command) {
        Ok(Command::Run { binary, args, .. }) => [vec![binary], args].concat(),
        Ok(Command::Lab(args)) => args,
        // What it says of packets is no error of the reader's.
        Ok(Command::Tshark { .. }) | Err(_) => Vec::new(),
    }
}

/// Whether a program says this of itself, and prints no result.
fn speaks(line: &str, words: &[String]) -> bool {
    let name = words
        .first()
        .and_then(|name| line.strip_prefix(name.as_str()));
    name.is_some_and(|rest| rest.starts_with(": "))
}

/// `Connection refused (os error 111)`, out of the line around it.
fn system(line: &str) -> Option<String> {
    let at = line.find(OS_ERROR)?;
    let end = at + line[at..].find(')')? + 1;
    // A column before it ends with blanks.
    let ends = [": ", "  "].map(|end| line[..at].rfind(end));
    let start = ends.into_iter().max().flatten().map_or(0, |end| end + 2);
    Some(line[start..end].trim().to_string())
}

/// A message without the program's name and the argument that it is about.
fn without(line: &str, words: &[String]) -> String {
    let mut rest = line.trim();
    for word in words {
        let behind = rest.strip_prefix(word.as_str());
        let behind = behind.and_then(|behind| behind.strip_prefix(": "));
        rest = behind.unwrap_or(rest);
    }
    rest.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_without_what_differs() {
        let record = "[a]\n\
             $ cargo run -p p --bin b -- 127.0.0.1:7200 x\n\
             b: 127.0.0.1:7200: Connection refused (os error 111)\n? 1\n\
             $ cargo run -p p --bin b -- nowhere\n\
             looking\nb: nowhere: no `such` name\ndone\n? 1\n\
             $ cargo run -p p --bin b\n\
             as it should be: Address already in use (os error 98), good\n\
             one    Broken pipe (os error 32)\n\
             $ cargo run -p p --bin b\n\
             listening on 127.0.0.1:7200\n^C\nended\n? 130\n";
        let record = Record::parse(record).unwrap();
        assert_eq!(
            messages(&record),
            [
                "Connection refused (os error 111)",
                "no `such` name",
                "Address already in use (os error 98)",
                "Broken pipe (os error 32)",
            ]
        );
    }
}
