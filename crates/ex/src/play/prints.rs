//! What a program prints, and how it ends.

use exercise::Symptom;

use super::log::{Log, PROGRAM, What};
use super::verdict::Stop;
use crate::observe::NothingMore;
use crate::observe::child::Child;
use crate::observe::ended::Ended;
use crate::tell::likeness;

/// The next line is this one; these are to follow it.
///
/// # Errors
/// What came instead.
pub fn line(
    expected: &str,
    following: &[String],
    refusal: Option<&str>,
    child: &mut Child,
    log: &mut Log,
) -> Result<(), Stop> {
    let wanted = format!("the line `{expected}` on standard output");
    match child.line() {
        Ok(Some(line)) => {
            log.add(PROGRAM, What::Note(format!("prints {line}")));
            if line == expected {
                return Ok(());
            }
            child.calm_down();
            let rest = child.lines_left();
            let symptom = match refusal {
                Some(refusal) if line == refusal => Symptom::Refused,
                _ => misprint(expected, following, &line, &rest),
            };
            let symptom = match (symptom, refusal) {
                // Whatever it is, it is an answer.
                (Symptom::Other, Some(no)) if no == expected => {
                    Symptom::Accepted
                }
                (symptom, _) => symptom,
            };
            Err(Stop::fail(symptom, wanted, format!("`{line}`")))
        }
        Ok(None) => Err(match child.wait() {
            Ok(how) => {
                missing(expected, wanted, NothingMore::Ended(how), child)
            }
            Err(NothingMore::Starved) => Stop::Starved,
            Err(_) => Stop::fail(
                Symptom::Short,
                wanted,
                "its standard output is closed",
            ),
        }),
        Err(NothingMore::Asleep) => Err(silence(expected, wanted, child)),
        Err(lost) => Err(missing(expected, wanted, lost, child)),
    }
}

/// What another line than the expected one shows.
fn misprint(
    expected: &str,
    following: &[String],
    line: &str,
    rest: &[String],
) -> Symptom {
    let sorted = |first: &str, rest: &[String]| {
        let mut all = [&[first.to_string()], rest].concat();
        all.sort();
        all
    };
    // Two words in turn are in another order wherever one is wrong.
    let right = sorted(expected, following);
    let mut kinds = right.clone();
    kinds.dedup();
    if kinds.len() > 2 && right == sorted(line, rest) {
        Symptom::OutOfOrder
    } else if rest.iter().any(|later| later == expected) {
        Symptom::More
    } else {
        match likeness::of(expected.as_bytes(), line.as_bytes()) {
            // A line and its parts are words: who knows what they mean.
            Symptom::OutOfOrder | Symptom::Short => Symptom::Other,
            symptom => symptom,
        }
    }
}

/// A line does not come, and the program will print none.
fn missing(
    expected: &str,
    wanted: String,
    lost: NothingMore,
    child: &Child,
) -> Stop {
    let errors = child.errors();
    match errors.iter().find(|line| *line == expected) {
        Some(_) => Stop::fail(
            Symptom::OtherStream,
            wanted,
            "this line on standard error",
        ),
        None => Stop::lost(lost, wanted),
    }
}

/// A line does not come, and the program sleeps: does it come once the
/// input has ended?
fn silence(expected: &str, wanted: String, child: &mut Child) -> Stop {
    if child.errors().iter().any(|line| line == expected) {
        return missing(expected, wanted, NothingMore::Asleep, child);
    }
    if child.may_go_on() && child.prints_late(expected) {
        let came = format!("{}, and then it came", NothingMore::Asleep.text());
        return Stop::fail(Symptom::Late, wanted, came);
    }
    child.end_input();
    if child.prints_in_the_end(expected) {
        let waits = NothingMore::Asleep.text();
        let came = format!("{waits}, until its input has ended");
        Stop::fail(Symptom::HeldBack, wanted, came)
    } else {
        Stop::lost(NothingMore::Asleep, wanted)
    }
}

/// No line follows.
///
/// # Errors
/// The one that does.
pub fn nothing_more(child: &mut Child) -> Result<(), Stop> {
    let wanted = "no more lines on standard output";
    match child.line() {
        Ok(Some(line)) => {
            Err(Stop::fail(Symptom::More, wanted, format!("`{line}`")))
        }
        Ok(None) | Err(NothingMore::Ended(_)) => Ok(()),
        Err(NothingMore::Asleep) => Err(Stop::fail(
            Symptom::StaysOpen,
            "the end of its standard output",
            "nothing: your program waits",
        )),
        Err(lost) => Err(Stop::lost(lost, wanted)),
    }
}

/// It ends with this status.
///
/// # Errors
/// What it does instead.
pub fn exits(
    wanted: i32,
    child: &mut Child,
    log: &mut Log,
) -> Result<(), Stop> {
    let expected = format!("your program ends with status {wanted}");
    match child.wait() {
        Ok(how) if how == Ended::Status(wanted) && child.is_unfinished() => {
            Err(Stop::fail(
                Symptom::LineEnd,
                "a newline at the end of each line",
                "none behind the last",
            ))
        }
        Ok(how) if how == Ended::Status(wanted) => {
            let note = format!("ended with status {wanted}");
            log.add(PROGRAM, What::Note(note));
            Ok(())
        }
        Ok(Ended::Panic) => {
            Err(Stop::lost(NothingMore::Ended(Ended::Panic), expected))
        }
        Ok(how) => {
            let ended = how.text();
            let printed = child.lines_left().into_iter().next();
            let (symptom, came) = match printed {
                Some(line) if wanted != 0 => {
                    (Symptom::Accepted, format!("`{line}`, then {ended}"))
                }
                _ if wanted != 0 && how == Ended::Status(0) => {
                    (Symptom::Accepted, ended)
                }
                _ => (Symptom::Status, ended),
            };
            Err(Stop::fail(symptom, expected, came))
        }
        Err(lost) => Err(Stop::lost(lost, expected)),
    }
}

/// It said what is wrong, in one line, where errors belong.
///
/// # Errors
/// What it said.
pub fn complains(child: &mut Child) -> Result<(), Stop> {
    let lines = child.end();
    let expected = "one line on standard error that says what is wrong";
    let panicked = lines.iter().any(|line| line.contains("panicked at"));
    let fail = |symptom, came: String| Err(Stop::fail(symptom, expected, came));
    match (lines.len(), child.lines_left().first()) {
        _ if panicked => fail(Symptom::Panicked, "a panic".into()),
        (1, None) => Ok(()),
        (1, Some(line)) => fail(
            Symptom::More,
            format!("it, and on standard output `{line}`"),
        ),
        (0, Some(line)) => fail(
            Symptom::OtherStream,
            format!("nothing there, and on standard output `{line}`"),
        ),
        (n, _) => fail(Symptom::Complaint, format!("{n} lines")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_another_order_are_told_from_lines_too_many() {
        let lines = |text: &str| -> Vec<String> {
            text.split(' ').map(String::from).collect()
        };
        let like =
            |line, rest| misprint("a", &lines("b c"), line, &lines(rest));
        assert_eq!(like("c", "a b"), Symptom::OutOfOrder);
        assert_eq!(like("hi", "a b c"), Symptom::More);
        assert_eq!(like("d", "b c"), Symptom::Other);
    }
}
