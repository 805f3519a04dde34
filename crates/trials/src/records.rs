//! A trial a record: play it, compare, or with `BLESS=1` rewrite it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use record::{Need, Record, diff};

use crate::outcome::{Outcome, trial};
use crate::replay::{Mode, Played, Replay};
use crate::{Place, manifest::Manifest};

pub(crate) fn trials(place: &Place) -> Vec<Trial> {
    files(place)
        .into_iter()
        .map(|(stem, path)| {
            let place = place.clone();
            let name = format!("record::{stem}");
            trial(&name, move || check(&place, &path))
        })
        .collect()
}

/// The chapter's records: stem and path, in order.
pub(crate) fn files(place: &Place) -> Vec<(String, PathBuf)> {
    crate::records::with_extension(&place.dir.join("recorded"), "console")
}

/// The files of a folder that end so: stem and path, in order.
pub(crate) fn with_extension(dir: &Path, end: &str) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == end))
        .filter_map(|path| {
            let stem = path.file_stem()?.to_str()?.to_string();
            Some((stem, path))
        })
        .collect();
    files.sort();
    files
}

fn check(place: &Place, path: &Path) -> Outcome {
    let shown = shown(path);
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return Outcome::Failed(format!("{shown}: {error}")),
    };
    if let Some(reason) = only_on_linux(&text) {
        return Outcome::Ignored(reason.into());
    }
    let replay = Replay {
        place,
        path,
        twin: None,
    };
    match play(&replay, &text) {
        Err(outcome) => outcome,
        Ok(actual) if env::var_os("BLESS").is_some() => {
            bless(&replay, &text, &actual)
        }
        Ok(actual) => match diff(&text, &actual) {
            None => Outcome::Passed,
            Some(diff) => Outcome::Failed(format!(
                "{shown} no longer shows what its programs do \
                 (- recorded, + came):\n\n{diff}\n\
                 If what came is right: BLESS=1 cargo test -p {}",
                package(place)
            )),
        },
    }
}

/// Plays a record in a namespace, or without one where there is none.
pub(crate) fn play(replay: &Replay, text: &str) -> Result<String, Outcome> {
    let shown = shown(replay.path);
    let failed = |problem| Outcome::Failed(format!("{shown}: {problem}"));
    let record = Record::parse(text).map_err(|e| failed(e.to_string()))?;
    let reads_packets = record.reads_packets();
    if reads_packets {
        crate::peer("tshark")?;
    }
    let reason = match replay.run(Mode::Namespace).map_err(failed)? {
        Played::Shown(shown) => return Ok(shown.record),
        Played::Unavailable(reason) => reason,
    };
    let required = Outcome::unless_required("WIRE", reason.clone());
    let literal = [Need::Namespace, Need::Mtu1500];
    let literal = literal.iter().any(|need| record.needs.contains(need));
    if literal || reads_packets || matches!(required, Outcome::Failed(_)) {
        return Err(required);
    }
    match replay.run(Mode::Mapped).map_err(failed)? {
        Played::Shown(shown) => Ok(shown.record),
        Played::Unavailable(reason) => Err(Outcome::Ignored(reason)),
    }
}

/// Why the record cannot be compared on this system, where it is another
/// than the one that the book's records come from.
pub(crate) fn only_on_linux(text: &str) -> Option<&'static str> {
    if cfg!(target_os = "linux") {
        None
    } else if text.contains("(os error ") {
        Some("its error texts are Linux's")
    } else if text.lines().any(|line| line == "^C") && cfg!(not(unix)) {
        Some("this system has no interrupt that can be sent")
    } else {
        None
    }
}

/// Rewrites a record that no longer matches, if it is one that can be
/// relied on: a second run must show the same.
fn bless(replay: &Replay, text: &str, actual: &str) -> Outcome {
    if text == actual {
        return Outcome::Passed;
    }
    let again = match play(replay, actual) {
        Ok(again) => again,
        Err(outcome) => return outcome,
    };
    if let Some(diff) = diff(actual, &again) {
        return Outcome::Failed(format!(
            "{} is not blessed: two runs differ (- first, + second). \
             Let the record wait for what comes late, or the programs \
             print only what is certain:\n\n{diff}",
            shown(replay.path)
        ));
    }
    println!("blessed {}", shown(replay.path));
    Outcome::from(fs::write(replay.path, actual))
}

/// The path as a person names it: from `listings/` on.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    match text.rfind("listings/") {
        Some(at) => text[at..].to_string(),
        None => text,
    }
}

pub(crate) fn package(place: &Place) -> String {
    match Manifest::read(&place.dir) {
        Ok(manifest) => manifest.package.name,
        Err(_) => "PACKAGE".into(),
    }
}
