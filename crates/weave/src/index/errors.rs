//! The index of errors: what programs said when they failed, and the pages
//! whose records show it.

use crate::check::shown::Shown;
use crate::problem::Fault;
use crate::read::tree::{Kind, Source, Tree};
use record::{Action, Command, Record};
use std::collections::{BTreeMap, HashMap};

/// How a system's own error ends in Rust's texts.
const OS_ERROR: &str = "(os error ";

/// The index for the page `file`, in Markdown: two headings, a message a
/// definition.
///
/// # Errors
/// What is wrong and the remedy: no record on a page shows an error.
pub fn index(tree: &Tree, shown: &Shown, file: &str) -> Result<String, Fault> {
    let mut index = Index::default();
    for source in tree.sources.iter().filter(|s| s.kind == Kind::Record) {
        // What it cannot read the tree has reported.
        let record = Record::parse(&source.text).unwrap_or_default();
        if let Some(page) = shown.whole_page(source) {
            for message in messages(&record) {
                index.add(message, page, source);
            }
        }
    }
    if index.0.is_empty() {
        return Err((
            "no record on a page shows an error".into(),
            "show a record in which a program fails, or take `{{#errors}}` \
             out"
            .into(),
        ));
    }
    let parts = [
        ("The system's errors", index.markdown(true, shown, file)),
        ("A program's own words", index.markdown(false, shown, file)),
    ];
    let parts = parts.iter().filter(|(_, text)| !text.is_empty());
    Ok(parts
        .map(|(title, text)| format!("## {title}\n\n{text}"))
        .collect::<Vec<_>>()
        .join("\n"))
}

/// The records of each message, by page: sorted as a reader looks it up.
#[derive(Default)]
struct Index<'t>(BTreeMap<(String, String), BTreeMap<usize, &'t Source>>);

impl<'t> Index<'t> {
    fn add(&mut self, message: String, page: usize, source: &'t Source) {
        let sorted = message.to_lowercase();
        let pages = self.0.entry((sorted, message)).or_default();
        pages.entry(page).or_insert(source);
    }

    fn markdown(&self, of_system: bool, shown: &Shown, file: &str) -> String {
        let mut text = String::new();
        for ((_, message), pages) in &self.0 {
            if message.contains(OS_ERROR) == of_system {
                let links: Vec<String> = pages
                    .iter()
                    .map(|(page, source)| shown.link(file, *page, source))
                    .collect();
                let links = links.join(" · ");
                text += &format!("{}\n: {links}\n\n", code(message));
            }
        }
        text
    }
}

/// What a record shows of errors, in its order: every error of the system,
/// and the last line of a program that failed.
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
        let says = |line: &&String| !line.trim().is_empty();
        let last = block.output.iter().rfind(says).filter(|_| failed);
        let own = last.filter(|line| !line.contains(OS_ERROR));
        messages.extend(own.map(|line| without(line, words)));
    }
    messages
}

/// The name of the program that a command starts, and its arguments.
fn words(command: &str) -> Vec<String> {
    match Command::parse(command) {
        Ok(Command::Run { binary, args, .. }) => [vec![binary], args].concat(),
        Ok(Command::Lab(args)) => args,
        Err(_) => Vec::new(),
    }
}

/// `Connection refused (os error 111)`, out of the line around it.
fn system(line: &str) -> Option<String> {
    let at = line.find(OS_ERROR)?;
    let end = at + line[at..].find(')')? + 1;
    let start = line[..at].rfind(": ").map_or(0, |colon| colon + 2);
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

/// The text as code in Markdown, whatever it holds.
fn code(text: &str) -> String {
    let text = text.replace("{{", "{ {");
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
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
             looking\nb: nowhere: no `such` name\n? 1\n\
             $ cargo run -p p --bin b\n\
             as it should be: Address already in use (os error 98), good\n\
             $ cargo run -p p --bin b\n\
             listening on 127.0.0.1:7200\n^C\nended\n? 130\n";
        let record = Record::parse(record).unwrap();
        assert_eq!(
            messages(&record),
            [
                "Connection refused (os error 111)",
                "no `such` name",
                "Address already in use (os error 98)",
            ]
        );
        assert_eq!(code("no `such` name"), "`` no `such` name ``");
    }
}
