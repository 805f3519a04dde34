//! Time in which nobody does anything.

use std::thread;
use std::time::Duration;

use exercise::Symptom;

use super::check_run::CheckRun;
use super::log::What;
use super::verdict::Stop;
use crate::observe::NothingMore;
use crate::observe::patience::Patience;

/// While nobody does anything a program runs less than one part in so many.
const IDLE: u32 = 4;
/// Until a program that runs meanwhile is told.
const RUNS_ON: Duration = Duration::from_millis(400);
/// So much longer may a silence be: tasks allow a little more than is played.
const SPARE: Duration = Duration::from_millis(90);

impl CheckRun {
    /// So much of it; the program rests, too.
    ///
    /// # Errors
    /// Where it does not, and where it ends.
    pub(super) fn pause(&mut self, time: Duration) -> Result<(), Stop> {
        let note = format!("for {} ms nobody does anything", time.as_millis());
        self.log.add("all", What::Note(note));
        let child = self.child()?;
        let mut patience = child.patience_of(time);
        let expected = format!(
            "your program rests: it runs less than a {IDLE}th of the time"
        );
        loop {
            match patience.check(child) {
                Ok(()) => thread::sleep(Duration::from_millis(5)),
                Err(NothingMore::Asleep) => break,
                Err(NothingMore::Running) => break,
                Err(lost) => return Err(Stop::lost(lost, expected)),
            }
            if patience.ran() > RUNS_ON {
                break;
            }
            // Its own timeouts go by everybody's clock: a busy machine makes
            // no silence longer.
            if patience.passed() >= time && rests(&patience) {
                break;
            }
        }
        self.overslept |= patience.passed() > time + SPARE;
        if rests(&patience) {
            return Ok(());
        }
        let came = "it has run for more than that";
        Err(Stop::fail(Symptom::Busy, expected, came))
    }
}

/// Whether the program has run for a small part of the time.
fn rests(patience: &Patience) -> bool {
    patience.ran() * IDLE < patience.own()
}
