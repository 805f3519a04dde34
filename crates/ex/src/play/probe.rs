//! After a silence: what would have made the program speak?
//!
//! The check has failed by then. What is tried now only finds out what the
//! failure shows: whether what should have been sent was printed, and
//! whether it comes once a line is whole, or once the stream has ended.

use std::time::Duration;

use exercise::Symptom;

use super::ends::End;
use super::expected::Expected;
use super::log::Log;
use super::verdict::Stop;
use super::wire::{Received, Wire};
use crate::observe::NothingMore;
use crate::observe::child::{Child, LATE};
use crate::tell::bytes::dump;
use crate::tell::likeness;

/// How long each of these attempts waits.
pub const WAIT: Duration = Duration::from_millis(300);

/// What a silent program shows of which these bytes are expected, and of
/// them those have come.
pub fn silence(
    end: &mut End,
    expected: &[u8],
    got: &[u8],
    child: &mut Child,
    log: &mut Log,
) -> Stop {
    let rest = &expected[got.len().min(expected.len())..];
    let waits = NothingMore::Asleep.text();
    let fail = |symptom, came: String| {
        let before = match got {
            [] => String::new(),
            _ => format!("{}, then ", dump(got)),
        };
        Stop::fail(symptom, dump(expected), format!("{before}{came}"))
    };
    if !expected.starts_with(got) {
        return fail(likeness::of(expected, got), waits);
    }
    if let Some(stop) = shown(rest, dump(expected), child) {
        return stop;
    }
    let provoked = if child.may_go_on() && comes_late(end, rest, child, log) {
        Some(Symptom::Late)
    } else {
        provoked(end, rest, child, log)
    };
    let (symptom, why) = match provoked {
        Some(Symptom::Late) => (Symptom::Late, ", and then it came"),
        Some(Symptom::WaitsForLine) => {
            (Symptom::WaitsForLine, ", until a newline is sent")
        }
        Some(symptom) => (symptom, ", until the client ends its stream"),
        None if got.is_empty() => (Symptom::Nothing, ""),
        None => (Symptom::Short, ""),
    };
    fail(symptom, format!("{waits}{why}"))
}

/// Whether it comes by itself, too late.
fn comes_late(
    end: &mut End,
    rest: &[u8],
    child: &mut Child,
    log: &mut Log,
) -> bool {
    let mut came = Vec::new();
    while came.len() < rest.len() && rest.starts_with(&came) {
        let most = rest.len() - came.len();
        let mut patience = child.patience_after(LATE);
        match end.read_within(most, &mut patience, child, log) {
            Received::Bytes(more) => came.extend(more),
            _ => return false,
        }
    }
    came == rest
}

/// Whether it comes after a newline, or after the end of the stream.
fn provoked(
    end: &mut End,
    rest: &[u8],
    child: &mut Child,
    log: &mut Log,
) -> Option<Symptom> {
    if !matches!(end.wire, Wire::Tcp(_)) || end.has_ended {
        return None;
    }
    // A program that waits for any byte at all does not wait for a line.
    end.write(b"x", child).ok()?;
    let mut came = end.rest(child, &mut Log::new());
    if likeness::holds(&came, rest) {
        return None;
    }
    end.write(b"\n", child).ok()?;
    came.extend(end.rest(child, &mut Log::new()));
    // What is only somewhere in it may be another thing: a newline, of few
    // bytes.
    if came.starts_with(rest) {
        return Some(Symptom::WaitsForLine);
    }
    end.half_close(log);
    came.extend(end.rest(child, log));
    came.starts_with(rest).then_some(Symptom::HeldBack)
}

/// A failure, where the lines that the program has printed hold the bytes.
fn shown(bytes: &[u8], expected: String, child: &mut Child) -> Option<Stop> {
    let lines = [child.lines_left(), child.errors()].concat();
    let mut shown = lines
        .iter()
        .filter(|line| likeness::is_shown(std::slice::from_ref(line), bytes));
    let line = shown.next()?;
    let came = format!("nothing on the wire; your program printed: {line}");
    Some(Stop::fail(Symptom::Printed, expected, came))
}

/// What a silent program shows of which a datagram is expected.
pub fn printed(
    expected: &[Expected],
    wanted: String,
    child: &mut Child,
) -> Stop {
    let first = match expected.first() {
        Some(Expected::Bytes(bytes)) => bytes.as_slice(),
        _ => &[],
    };
    shown(first, wanted.clone(), child)
        .unwrap_or_else(|| Stop::lost(NothingMore::Asleep, wanted))
}
