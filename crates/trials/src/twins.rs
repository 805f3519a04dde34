//! A trial a Python twin: in its listing's place in the records, it must
//! print the same.

use std::fs;
use std::path::Path;

use libtest_mimic::Trial;
use record::{Command, Record, diff};

use crate::outcome::{Outcome, trial};
use crate::records::{self, shown};
use crate::replay::{Replay, Twin};
use crate::{Place, python};

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    records::with_extension(&place.dir.join("python"), "py")
        .into_iter()
        .map(|(stem, file)| {
            let place = place.clone();
            trial(&format!("twin::{stem}"), move || {
                check(&place, &stem, &file)
            })
        })
        .collect()
}

fn check(place: &Place, stem: &str, file: &Path) -> Outcome {
    let binary = stem.replace('_', "-");
    let source = match fs::read_to_string(file) {
        Ok(source) => source,
        Err(error) => return Outcome::Failed(error.to_string()),
    };
    let python = match python(modules(&source)) {
        Ok(python) => python,
        Err(outcome) => return outcome,
    };
    let mut played = 0;
    let mut ignored = None;
    for (_, path) in records::files(place) {
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => return Outcome::Failed(error.to_string()),
        };
        if !all_well_with(&text, &binary) {
            continue;
        }
        if let Some(reason) = records::only_on_linux(&text) {
            return Outcome::Ignored(reason.into());
        }
        let twin = Twin {
            binary: &binary,
            python: &python,
            file,
        };
        let replay = Replay {
            place,
            path: &path,
            twin: Some(twin),
        };
        match records::play(&replay, &text) {
            // Another record may do without what this one lacks here.
            Err(Outcome::Ignored(why)) => ignored = Some(why),
            Err(outcome) => return outcome,
            Ok(actual) => {
                played += 1;
                if let Some(diff) = diff(&text, &actual) {
                    return Outcome::Failed(format!(
                        "{} in place of `{binary}` in {} prints something \
                         else (- the listing, + the twin):\n\n{diff}",
                        shown(file),
                        shown(&path)
                    ));
                }
            }
        }
    }
    match (played, ignored) {
        (0, Some(why)) => Outcome::Ignored(why),
        (0, None) => Outcome::Failed(format!(
            "{} has no record to be compared with; a twin is named as its \
             listing, and a record must run `{binary}` to a good end",
            shown(file)
        )),
        _ => Outcome::Passed,
    }
}

/// True for a record that runs the binary and in which nothing fails: what
/// an error is called differs between the languages.
fn all_well_with(text: &str, binary: &str) -> bool {
    let Ok(record) = Record::parse(text) else {
        return false;
    };
    let runs = |shown: &str| match Command::parse(shown) {
        Ok(Command::Run { binary: name, .. }) => name == binary,
        _ => false,
    };
    record.commands().any(|(_, shown)| runs(shown))
        && record
            .blocks
            .iter()
            .all(|b| matches!(b.status, None | Some(0)))
}

/// The modules a twin imports that do not come with Python.
pub(crate) fn modules(source: &str) -> &'static [&'static str] {
    let imports = |name: &str| {
        source.lines().any(|line| {
            line.strip_prefix("import ")
                .or(line.strip_prefix("from "))
                .and_then(|rest| rest.strip_prefix(name))
                .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        })
    };
    match (imports("requests"), imports("paramiko")) {
        (false, false) => &[],
        (true, false) => &["requests"],
        (false, true) => &["paramiko"],
        (true, true) => &["paramiko", "requests"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_modules_that_are_not_pythons_own() {
        let source = "import socket\nimport requests\n";
        assert_eq!(modules(source), ["requests"]);
        assert_eq!(modules("from paramiko import x\n"), ["paramiko"]);
        assert!(modules("import requests_like\n").len() == 1);
        assert!(modules("# import requests\n").is_empty());
    }

    #[test]
    fn a_record_in_which_something_fails_compares_nothing() {
        let good = "[a]\n$ cargo run -p p --bin b\nhi\n";
        assert!(all_well_with(good, "b"));
        assert!(!all_well_with(good, "p"));
        assert!(!all_well_with(&format!("{good}? 1\n"), "b"));
    }
}
