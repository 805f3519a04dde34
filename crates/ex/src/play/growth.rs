//! Threads and processes that stay when what they were begun for is gone.

use exercise::Symptom;

use super::check_run::CheckRun;
use super::verdict::Stop;

impl CheckRun {
    /// It has not so many threads and processes more, once it rests, than it
    /// had when this was last asked: those that have ended and nobody has
    /// waited for count, too.
    ///
    /// # Errors
    /// Where it has.
    pub(super) fn grown(&mut self, most: usize) -> Result<(), Stop> {
        let child = self.child()?;
        child.calm_down();
        let Some(now) = child.count() else {
            return Ok(());
        };
        let before = self.threads.replace(now).unwrap_or(now);
        let more = now.saturating_sub(before);
        if more < most {
            return Ok(());
        }
        let expected = "what is begun for a client ends with it";
        let came = format!("{more} threads or processes more than before");
        Err(Stop::fail(Symptom::LeftBehind, expected, came))
    }
}
