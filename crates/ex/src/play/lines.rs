//! The lines that the steps of a script want printed.

use std::time::Duration;

use super::check_run::{CheckRun, known, no};
use super::prints;
use super::script::Step;
use super::verdict::Stop;

/// Who has lost so much to other programs may have missed something: no port
/// is waited for any longer.
const LOST: Duration = Duration::from_millis(250);
/// How a line ends that says so.
const MISSED: &str = "filtered`";

impl CheckRun {
    /// A line for each port of a row.
    pub(super) fn prints_row(&mut self, name: &str) -> Result<(), Stop> {
        let no_row = || no(&format!("{name}.row"));
        let row = self.names.get(&format!("{name}.row")).ok_or_else(no_row)?;
        let row = String::from_utf8_lossy(row).into_owned();
        let lines: Vec<String> = row.lines().map(String::from).collect();
        for (index, line) in lines.iter().enumerate() {
            self.printed(line, &lines[index + 1..], None)?;
        }
        Ok(())
    }

    /// Its next line. A program that was kept waiting may have missed the
    /// answer of a port that gave one.
    pub(super) fn printed(
        &mut self,
        expected: &str,
        following: &[String],
        refusal: Option<&str>,
    ) -> Result<(), Stop> {
        let (child, log) = self.program()?;
        let printed = prints::line(expected, following, refusal, child, log);
        match printed {
            Err(Stop::Fail {
                symptom,
                expected,
                came,
            }) if came.ends_with(MISSED) && child.lost() > LOST => {
                Err(Stop::doubt(symptom, expected, came))
            }
            printed => printed,
        }
    }

    /// The lines that are to be printed in the steps that come at once.
    pub(super) fn printed_next(&mut self, following: &[Step]) -> Vec<String> {
        let lines = following.iter().map_while(|step| match step {
            Step::Prints(pieces) => Some(pieces),
            _ => None,
        });
        // What is drawn for them is drawn when they are played.
        let mut draw = self.draw.clone();
        let texts = lines
            .map_while(|pieces| known(pieces, &self.names, &mut draw).ok());
        texts
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .collect()
    }
}
