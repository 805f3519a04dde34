//! Who has come to the ports that the checker holds, how often, and for how
//! long.

use std::time::Duration;

use exercise::Symptom;
use lab::doors::Door;

use super::Doors;
use crate::play::verdict::Stop;

impl Doors {
    /// The program that tries them is this one, from now on.
    pub fn tried_by(&self, pid: u32) {
        for (_, waiting) in &self.waiting {
            waiting.of(pid);
        }
    }

    /// An open or a silent one was tried once, or each of a row; of a silent
    /// row its last.
    ///
    /// # Errors
    /// Where it was more often.
    pub fn tried_once(&self, name: &str) -> Result<(), Stop> {
        let doors = self.called(name)?;
        let silent = self.waiting.iter().find(|(of, _)| of == name);
        let once = |door: &Door, times: usize| {
            if times <= 1 {
                return Ok(());
            }
            let came = format!("{times} attempts at {}", door.addr.port());
            let expected = "one attempt at a port";
            Err(Stop::fail(Symptom::Repeated, expected, came))
        };
        match (silent, doors.last()) {
            (Some((_, waiting)), Some(last)) => once(last, waiting.attempts()),
            _ => doors
                .into_iter()
                .try_for_each(|door| once(door, visitors(door)?)),
        }
    }

    /// Nobody came to an open one.
    ///
    /// # Errors
    /// Where somebody did.
    pub fn untried(&self, name: &str) -> Result<(), Stop> {
        for door in self.called(name)? {
            if visitors(door)? > 0 {
                let port = door.addr.port();
                let expected = format!("nothing at {port}, which nobody named");
                let came = format!("a connection to {port}");
                return Err(Stop::fail(Symptom::Strays, expected, came));
            }
        }
        Ok(())
    }

    /// The one of this name, or those of a row.
    fn called(&self, name: &str) -> Result<Vec<&Door>, Stop> {
        let doors = self.held.iter().filter(|(of, _)| of == name);
        let doors: Vec<&Door> = doors.map(|(_, door)| door).collect();
        if doors.is_empty() && !self.watched.iter().any(|of| of == name) {
            return Err(Stop::CannotTell(format!("no port `{name}`")));
        }
        Ok(doors)
    }

    /// Somebody has waited at this silent one, or at the last of this row, for
    /// so many milliseconds; the program was started so long ago, and the
    /// machine has taken so much of it from the program.
    ///
    /// # Errors
    /// Where it was for less, or for more.
    pub fn waited(
        &self,
        name: &str,
        (least, most): (u64, u64),
        since: Duration,
        lost: Duration,
    ) -> Result<(), Stop> {
        let found = self.waiting.iter().find(|(of, _)| of == name);
        let (_, waiting) = found.ok_or_else(|| {
            Stop::CannotTell(format!("`{name}` is no silent port"))
        })?;
        let expected =
            format!("an answer is waited for, for {least} to {most} ms");
        // What is near may be the machine's doing, in some way that nobody has
        // counted.
        let fail = |symptom, is_near: bool, came: String| {
            Err(if is_near {
                Stop::doubt(symptom, expected, came)
            } else {
                Stop::fail(symptom, expected, came)
            })
        };
        let [least, most] = [least, most].map(Duration::from_millis);
        let span = waiting.end();
        let longest = span.most.min(since);
        if longest < least {
            // Its clock may have begun before it could ask: not each time.
            let nearly = longest * 2 >= least && longest + lost >= least;
            let came = format!("for {} ms at most", longest.as_millis());
            fail(Symptom::Early, nearly || longest >= least / 2, came)
        } else if span.least > most + span.lost {
            let came = format!("for {} ms at least", span.least.as_millis());
            fail(Symptom::Late, span.least <= most * 2, came)
        } else if span.least > most || span.least < least / 2 {
            Err(Stop::Starved)
        } else {
            Ok(())
        }
    }
}

/// How many have come to an open one.
fn visitors(door: &Door) -> Result<usize, Stop> {
    door.visitors()
        .map_err(|error| Stop::trouble("visitors", error))
}
