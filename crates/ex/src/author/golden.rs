//! The recorded texts of failures: a learner's first help is compared like
//! any other output.

use std::fs;
use std::path::PathBuf;

use exercise::Symptom;
use record::Masks;

use crate::exercise::{Check, Exercise};
use crate::play::filling::UNTIL_HELD_UP;
use crate::play::judge::Judged;
use crate::play::script::{Act, Piece, Step};
use crate::play::verdict::{Failure, Verdict};
use crate::tell::report::report;

/// Compares what a variant's failures say with what is recorded, or records
/// it where `BLESS=1` is set. Other systems have other words for errors, so
/// that only Linux compares.
pub fn compare(
    exercise: &Exercise,
    variant: &str,
    played: &[Judged],
) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let texts = played.iter().filter_map(|(check, verdict)| match verdict {
        Verdict::Fail(failure) => Some(text(exercise, check, failure)),
        _ => None,
    });
    let actual: Vec<String> = texts.collect();
    let actual = actual.join("\n");
    let path = path(exercise, variant);
    let recorded = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        return bless(&path, &actual).err();
    }
    let diff = record::diff(&recorded, &actual)?;
    Some(format!(
        "exercises/{}/failures/{variant}.txt: the text differs; `BLESS=1 \
         cargo test -p ex` records it anew:\n{diff}",
        exercise.id
    ))
}

fn path(exercise: &Exercise, variant: &str) -> PathBuf {
    let name = format!("failures/{variant}.txt");
    exercise.dir.join(name)
}

fn bless(path: &PathBuf, text: &str) -> Result<(), String> {
    if text.is_empty() {
        // Nothing fails any more; there may be no file to remove.
        let _ = fs::remove_file(path);
        return Ok(());
    }
    let folder = path.parent().expect("it is a file in a folder");
    let at = |error| format!("{}: {error}", path.display());
    fs::create_dir_all(folder).map_err(at)?;
    fs::write(path, text).map_err(at)
}

/// The report with what differs from run to run masked.
fn text(exercise: &Exercise, check: &Check, failure: &Failure) -> String {
    let mut failure = failure.clone();
    let filled = is_filled(&failure);
    if filled {
        failure.expected = "«bytes»".into();
    }
    if filled || varies(check) {
        failure.log = vec!["«bytes»".into()];
        failure.came = "«bytes»".into();
        failure.said.clear();
        failure.symptom = Symptom::Other;
        failure.likely = None;
    }
    let replay = format!("cargo ex check {} --only {}", exercise.id, check.id);
    let text = report(exercise, check, &failure, &replay);
    let mut masks = Masks::default();
    let timed = tells_time(check);
    let lines = text.lines().map(|line| {
        let line = if timed {
            mask_bytes(line)
        } else {
            line.to_string()
        };
        let line = masks.mask(&mask_thread(&mask_host(&line)));
        format!("{}\n", mask_end(&mask_time(&line)))
    });
    lines.collect()
}

/// How far a transfer in both directions comes is the scheduler's choice.
fn varies(check: &Check) -> bool {
    check.script.steps().iter().any(|step| match step {
        Step::End(_, act) => {
            matches!(act, Act::Exchange(_) | Act::ExchangeLate(_))
        }
        _ => false,
    })
}

/// Whether what comes holds the time of day.
fn tells_time(check: &Check) -> bool {
    check.script.steps().iter().any(|step| match step {
        Step::End(_, Act::Receive(pieces)) => pieces.contains(&Piece::Now),
        _ => false,
    })
}

/// Whether a program was sent to until it took no more: the system's buffers
/// decide how much that is (tcp(7), `tcp_wmem` and `tcp_rmem`), and they are
/// larger or smaller from one machine and run to the next. So what it then
/// does wrong shows elsewhere, and otherwise.
fn is_filled(failure: &Failure) -> bool {
    let mut events = failure.transcript.iter();
    events.any(|event| event.contains(UNTIL_HELD_UP))
}

/// Received bytes, but for their number.
fn mask_bytes(line: &str) -> String {
    let received = line.contains(" <- ") || line.starts_with("  came");
    if line.trim_start().starts_with("as text `") {
        return "            «text»".into();
    }
    match line.split_once(" B  ") {
        Some((before, _)) if received => format!("{before} B  «bytes»"),
        _ => line.into(),
    }
}

/// The seconds at the beginning of an event.
fn mask_time(line: &str) -> String {
    let Some(event) = line.strip_prefix("    ") else {
        return line.into();
    };
    let time = |word: &str| {
        word.split_once('.').is_some_and(|(whole, part)| {
            part.len() == 3 && whole.parse::<u32>().is_ok()
        })
    };
    match event.split_once(' ') {
        Some((word, rest)) if time(word) => format!("    «s» {rest}"),
        _ => line.into(),
    }
}

/// How a connection ends that the program no longer wants: with a FIN, or
/// with an RST where the checker's last bytes came before it.
fn mask_end(line: &str) -> String {
    if line.starts_with("  expected") {
        return line.into();
    }
    ["the end of the stream (FIN)", "a reset (RST)"]
        .iter()
        .fold(line.into(), |line, end| line.replace(end, "«FIN or RST»"))
}

/// The loopback address that each check has of its own.
fn mask_host(line: &str) -> String {
    let words = line.split_inclusive([' ', ':']).map(|word| {
        let host = word.trim_end_matches([' ', ':']);
        let own = host.starts_with("127.") && host != "127.0.0.1";
        let address = host.parse::<std::net::Ipv4Addr>().is_ok();
        if own && address {
            word.replace(host, "«host»")
        } else {
            word.to_string()
        }
    });
    words.collect()
}

/// The number in `thread 'main' (123) panicked at`.
fn mask_thread(line: &str) -> String {
    let Some((before, after)) = line.split_once("' (") else {
        return line.into();
    };
    match after.split_once(") panicked at ") {
        Some((_, rest)) => format!("{before}' («thread») panicked at {rest}"),
        None => line.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_masked() {
        assert_eq!(mask_time("    0.012 c1 connects"), "    «s» c1 connects");
        assert_eq!(mask_time("  expected 1"), "  expected 1");
        assert_eq!(mask_host("to 127.64.1.2:41000 ."), "to «host»:41000 .");
        assert_eq!(mask_host("127.0.0.1:40000"), "127.0.0.1:40000");
        assert_eq!(
            mask_thread("thread 'main' (42) panicked at a.rs:1:1:"),
            "thread 'main' («thread») panicked at a.rs:1:1:"
        );
    }
}
